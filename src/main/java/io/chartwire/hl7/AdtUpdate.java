package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A patient message (ADT^A04 registered, ADT^A08 updated) as JSON: the header fields and {@code patient}. */
public record AdtUpdate(Hl7Message message) {

    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        MessageHeader.write(message, json);
        ObjectNode patient = json.putObject("patient");
        message.first("PID").ifPresent(pid -> new PatientIdentity(pid).writeTo(patient));
        json.put("patientCount", PatientIdentity.count(message));
        return json;
    }
}
