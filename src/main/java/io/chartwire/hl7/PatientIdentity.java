package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Who a PID segment says the patient is. Source: HL7 v2.5, 3.4.2. */
record PatientIdentity(Hl7Segment pid) {

    /** How many patients a message names; some senders repeat the PID before each order. */
    static int count(Hl7Message message) {
        return (int) message.segments().stream()
                .filter(segment -> segment.is("PID"))
                .map(pid -> new PatientIdentity(pid).person())
                .distinct()
                .count();
    }

    /**
     * {@code identifiers [{id, assigner, assignerId, type}], lastName, firstName, middleName, dob, sex, phone, email}; null is what
     * the sender deletes.
     */
    void writeTo(ObjectNode json) {
        writePerson(json);
        JsonFields fields = new JsonFields(json);
        fields.put("phone", phone());
        fields.put("email", email());
        if (pid.deletes(7)) {
            json.putNull("dob");
        }
        if (pid.deletes(13)) {
            json.putNull("phone").putNull("email");
        }
    }

    /** What tells one patient from another. */
    private ObjectNode person() {
        ObjectNode person = JsonNodeFactory.instance.objectNode();
        writePerson(person);
        return person;
    }

    private void writePerson(ObjectNode json) {
        JsonFields fields = new JsonFields(json);
        writeIdentifiers(json.putArray("identifiers"));
        fields.put("lastName", pid.firstSubcomponent(pid.first(5), 1));
        fields.put("firstName", pid.component(5, 2));
        fields.put("middleName", pid.component(5, 3));
        fields.put("dob", Hl7Time.date(pid.component(7, 1)));
        fields.put("sex", pid.component(8, 1));
    }

    private void writeIdentifiers(ArrayNode identifiers) {
        for (String repetition : pid.repetitions(3)) {
            String id = pid.identifier(repetition, 1);
            if (!id.isEmpty()) {
                JsonFields fields = new JsonFields(identifiers.addObject());
                fields.put("id", id);
                fields.put("assigner", pid.firstSubcomponent(repetition, 4));
                fields.put("assignerId", pid.subcomponent(repetition, 4, 2));
                fields.put("type", pid.component(repetition, 5));
            }
        }
    }

    private Optional<String> phone() {
        for (String repetition : pid.repetitions(13)) {
            String number = pid.component(repetition, 1);
            String parts = (pid.component(repetition, 6) + " " + pid.component(repetition, 7)).strip();
            if (!number.isEmpty() && number.indexOf('@') < 0) {
                return Optional.of(number);
            }
            if (!parts.isEmpty()) {
                return Optional.of(parts);
            }
        }
        return Optional.empty();
    }

    private Optional<String> email() {
        for (String repetition : pid.repetitions(13)) {
            for (int component : new int[] {4, 1}) {
                String address = pid.component(repetition, component);
                if (address.indexOf('@') > 0) {
                    return Optional.of(address);
                }
            }
        }
        return Optional.empty();
    }
}
