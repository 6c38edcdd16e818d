package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The header fields that every JSON document of a message begins with. */
final class MessageHeader {

    private MessageHeader() {}

    static void write(Hl7Message message, ObjectNode json) {
        JsonFields fields = new JsonFields(json);
        fields.put("controlId", message.controlId());
        fields.put("sendingApplication", message.sendingApplication());
        fields.put("sendingFacility", message.sendingFacility());
        fields.put("receivingApplication", message.receivingApplication());
        fields.put("receivingFacility", message.receivingFacility());
        fields.put("messageType", message.messageType());
        fields.put("trigger", message.trigger());
        fields.put("version", message.version());
        fields.put("messageTime", message.header().instant(message.header().component(7, 1)));
    }
}
