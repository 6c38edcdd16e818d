package io.chartwire.hl7;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.hl7.ResultStatus.OrderStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A result message (ORU^R01) as one JSON document.
 *
 * <p>{@code controlId, sendingApplication, …, messageTime; patient; patientCount; placerNumbers; fillerNumbers; orders;
 * observations; documents; notes; result}. Times are ISO 8601, UTC when the sender gave no offset. Fields without a value
 * are left out; arrays never are. With a {@code patientCount} other than 1 nobody can say whose result it is.
 */
public final class OruReport {

    private final Hl7Message message;
    private final PathologyMapping mapping;
    private final List<Order> orders = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final Set<String> placerNumbers = new LinkedHashSet<>();
    private final Set<String> fillerNumbers = new LinkedHashSet<>();
    private final List<String> messageNotes = new ArrayList<>();
    private String specimen = "";

    private OruReport(Hl7Message message, PathologyMapping mapping) {
        this.message = message;
        this.mapping = mapping;
        group();
    }

    public static OruReport of(Hl7Message message, PathologyMapping mapping) {
        return new OruReport(message, mapping);
    }

    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        MessageHeader.write(message, json);
        ObjectNode patient = json.putObject("patient");
        message.first("PID")
                .ifPresentOrElse(
                        pid -> new PatientIdentity(pid).writeTo(patient), () -> patient.putArray("identifiers"));
        json.put("patientCount", message.count("PID"));
        JsonFields fields = new JsonFields(json);
        fields.put("placerNumbers", placerNumbers);
        fields.put("fillerNumbers", fillerNumbers);
        ArrayNode orderNodes = json.putArray("orders");
        orders.forEach(order -> order.writeTo(orderNodes.addObject()));
        writeObservations(json.putArray("observations"), json.putArray("documents"));
        fields.put("notes", messageNotes);
        writeResult(json.putObject("result"));
        return json;
    }

    private void group() {
        Hl7Segment orc = null;
        List<String> notes = messageNotes;
        for (Hl7Segment segment : message.segments()) {
            switch (segment.name()) {
                case "ORC" -> {
                    orc = segment;
                    collectNumbers(segment);
                }
                case "OBR" -> {
                    collectNumbers(segment);
                    Order order = new Order(segment, orc);
                    orders.add(order);
                    orc = null;
                    notes = order.notes();
                }
                case "OBX" -> {
                    Observation observation = new Observation(orders.size() - 1, segment);
                    observations.add(observation);
                    notes = observation.notes();
                }
                case "NTE" -> addNote(segment, notes);
                case "SPM" -> keepSpecimen(segment);
                default -> {
                    // Everything else, Z segments too, is in the message's text and tree.
                }
            }
        }
    }

    private void collectNumbers(Hl7Segment segment) {
        addNumber(placerNumbers, segment.identifier(2));
        addNumber(fillerNumbers, segment.identifier(3));
    }

    private static void addNumber(Set<String> numbers, String number) {
        if (!number.isEmpty()) {
            numbers.add(number);
        }
    }

    private static void addNote(Hl7Segment nte, List<String> notes) {
        String note = nte.lines(3);
        if (!note.isEmpty()) {
            notes.add(note);
        }
    }

    private void keepSpecimen(Hl7Segment spm) {
        if (specimen.isEmpty()) {
            String type = spm.component(4, 2).isEmpty() ? spm.component(4, 1) : spm.component(4, 2);
            String site = spm.component(8, 2).isEmpty() ? spm.component(8, 1) : spm.component(8, 2);
            specimen = site.isEmpty() ? type : (site + " " + type).strip();
        }
    }

    private void writeObservations(ArrayNode observationNodes, ArrayNode documentNodes) {
        for (int index = 0; index < observations.size(); index++) {
            Observation observation = observations.get(index);
            observation.writeTo(observationNodes.addObject());
            for (EmbeddedDocument document : observation.value().documents()) {
                ObjectNode json = documentNodes.addObject();
                if (observation.order() >= 0) {
                    json.put("order", observation.order());
                }
                json.put("observation", index);
                json.put("mediaType", document.mediaType());
                new JsonFields(json).put("fileName", document.fileName());
                json.put("base64", document.base64());
            }
        }
    }

    private void writeResult(ObjectNode json) {
        json.put("status", ResultStatus.overall(statuses()).name());
        new PathologyResult(mapping, message.sendingApplication(), observations, notes()).writeTo(json);
        if (!json.has("specimen")) {
            String source = orders.stream()
                    .map(Order::specimen)
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse(specimen);
            new JsonFields(json).put("specimen", source);
        }
    }

    private List<OrderStatus> statuses() {
        List<OrderStatus> statuses = new ArrayList<>();
        for (Order order : orders) {
            statuses.add(new OrderStatus(order.status(), new ArrayList<>()));
        }
        List<String> orphans = new ArrayList<>();
        for (Observation observation : observations) {
            List<String> obx11 = observation.order() < 0
                    ? orphans
                    : statuses.get(observation.order()).obx11();
            obx11.add(observation.status());
        }
        if (!orphans.isEmpty()) {
            statuses.add(new OrderStatus("", orphans));
        }
        return statuses;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(messageNotes);
        orders.forEach(order -> notes.addAll(order.notes()));
        observations.forEach(observation -> notes.addAll(observation.notes()));
        return notes;
    }
}
