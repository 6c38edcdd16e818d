package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A scheduling message (SIU^S12 made, S13 moved, S15 cancelled) as JSON: the header fields, {@code patient}, the numbers as
 * {@code placerNumbers, fillerNumbers}, and {@code appointment} with {@code placerId, fillerId, start, end, durationMinutes,
 * reason, type, status, provider, location}.
 *
 * <p>The times are SCH-11's, else TQ1's, which took its place in version 2.5, else the first resource's (AIS, AIG, AIP, AIL). The
 * reason of a cancellation is SCH-6, why the message is sent, else SCH-7. Source: HL7 v2.5, 10.6.
 */
public record SiuAppointment(Hl7Message message) {

    private static final int LONGEST_DURATION_DIGITS = 6;

    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        MessageHeader.write(message, json);
        ObjectNode patient = json.putObject("patient");
        message.first("PID").ifPresent(pid -> new PatientIdentity(pid).writeTo(patient));
        json.put("patientCount", PatientIdentity.count(message));
        JsonFields numbers = new JsonFields(json);
        numbers.put("placerNumbers", number(1));
        numbers.put("fillerNumbers", number(2));
        ObjectNode appointment = json.putObject("appointment");
        message.first("SCH").ifPresent(sch -> writeSchedule(sch, appointment));
        message.first("AIP").ifPresent(aip -> writePerson(aip, 3, appointment));
        if (!appointment.has("provider")) {
            message.first("PV1").ifPresent(pv1 -> writePerson(pv1, 7, appointment));
        }
        message.first("AIL").ifPresent(ail -> new JsonFields(appointment).put("location", text(ail, 3)));
        return json;
    }

    private void writeSchedule(Hl7Segment sch, ObjectNode appointment) {
        JsonFields fields = new JsonFields(appointment);
        fields.put("placerId", sch.identifier(1));
        fields.put("fillerId", sch.identifier(2));
        Optional<String> start =
                sch.instant(sch.component(11, 4)).or(() -> ordered(7)).or(this::resourceStart);
        Optional<Duration> duration = duration(sch.component(9, 1), text(sch, 10));
        fields.put("start", start);
        fields.put("end", sch.instant(sch.component(11, 5)).or(() -> ordered(8)).or(() -> end(start, duration)));
        duration.ifPresent(length -> appointment.put("durationMinutes", length.toMinutes()));
        String event = message.trigger().equals("S15") ? text(sch, 6) : "";
        fields.put("reason", event.isEmpty() ? text(sch, 7) : event);
        fields.put("type", text(sch, 8));
        fields.put("status", text(sch, 25));
    }

    private Set<String> number(int field) {
        return message.first("SCH")
                .map(sch -> sch.identifier(field))
                .filter(number -> !number.isEmpty())
                .map(Set::of)
                .orElse(Set.of());
    }

    private Optional<String> ordered(int field) {
        return message.first("TQ1").flatMap(segment -> segment.instant(segment.component(field, 1)));
    }

    private Optional<String> resourceStart() {
        for (String resource : new String[] {"AIS", "AIG", "AIP", "AIL"}) {
            int field = resource.equals("AIS") ? 4 : resource.equals("AIG") ? 8 : 6;
            Optional<String> start =
                    message.first(resource).flatMap(segment -> segment.instant(segment.component(field, 1)));
            if (start.isPresent()) {
                return start;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> end(Optional<String> start, Optional<Duration> duration) {
        try {
            return start.flatMap(begins -> duration.map(length ->
                    OffsetDateTime.parse(begins).plus(length).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> duration(String number, String unit) {
        if (!number.matches("\\d{1," + LONGEST_DURATION_DIGITS + "}")) {
            return Optional.empty();
        }
        long count = Long.parseLong(number);
        String name = unit.toLowerCase(Locale.ROOT);
        if (name.startsWith("s")) {
            return Optional.of(Duration.ofSeconds(count));
        }
        return Optional.of(name.startsWith("h") ? Duration.ofHours(count) : Duration.ofMinutes(count));
    }

    /** XCN: id, family name, given name. */
    private static void writePerson(Hl7Segment segment, int field, ObjectNode appointment) {
        String id = segment.component(field, 1);
        String lastName = segment.firstSubcomponent(segment.first(field), 2);
        if (!id.isEmpty() || !lastName.isEmpty()) {
            JsonFields provider = new JsonFields(appointment.putObject("provider"));
            provider.put("id", id);
            provider.put("lastName", lastName);
            provider.put("firstName", segment.component(field, 3));
        }
    }

    /** A coded field's text, else its code. */
    private static String text(Hl7Segment segment, int field) {
        String text = segment.component(field, 2);
        return text.isEmpty() ? segment.component(field, 1) : text;
    }
}
