package io.chartwire.hl7;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.hl7.ResultStatus.OrderStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A result message (ORU^R01) as one JSON document.
 *
 * <p>{@code controlId, sendingApplication, …, messageTime; patient; patientCount; placerNumbers; fillerNumbers; orders;
 * observations; documents; notes; result}. Times are ISO 8601; one without an offset is in MSH-7's, else in UTC. Fields without a value
 * are left out; arrays never are. With a {@code patientCount} other than 1 nobody can say whose result it is.
 *
 * <p>Besides its fields a result has {@code empty} when nothing in it has a value, a document or a note, and {@code sentBefore}
 * when it makes final what was sent as preliminary and is not sent again (OBX-11 U). One that is deleted names in {@code deleted} what of it is, as {@code code^subId}.
 *
 * <p>A message that reports on several orders has {@code parts} besides: for each order what of the fields above is its own
 * ({@code placerNumbers; fillerNumbers; orders; notes; result}); its observations and documents name their {@code part},
 * counted from 1.
 */
public final class OruReport {

    private static final int NO_ORDER = -1;
    private static final Set<String> TAKEN_BACK = Set.of(ResultStatus.W.name(), ResultStatus.D.name());

    private final Hl7Message message;
    private final PathologyMapping mapping;
    private final List<OrderPart> parts;
    private final int[] partOfOrder;
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
        this.parts = OrderPart.of(orders);
        this.partOfOrder = new int[orders.size()];
        for (int part = 0; part < parts.size(); part++) {
            for (int place : parts.get(part).places()) {
                partOfOrder[place] = part + 1;
            }
        }
    }

    public static OruReport of(Hl7Message message, PathologyMapping mapping) {
        return new OruReport(message, mapping);
    }

    /** Whether a report, as {@link #toJson} gives it, takes results back that were sent before, of one of its orders at least. */
    public static boolean takesBack(JsonNode report) {
        return Stream.concat(
                        Stream.of(report),
                        StreamSupport.stream(report.path("parts").spliterator(), false))
                .anyMatch(part -> TAKEN_BACK.contains(part.at("/result/status").asText()));
    }

    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        MessageHeader.write(message, json);
        ObjectNode patient = json.putObject("patient");
        message.first("PID")
                .ifPresentOrElse(
                        pid -> new PatientIdentity(pid).writeTo(patient), () -> patient.putArray("identifiers"));
        json.put("patientCount", PatientIdentity.count(message));
        JsonFields fields = new JsonFields(json);
        fields.put("placerNumbers", placerNumbers);
        fields.put("fillerNumbers", fillerNumbers);
        ArrayNode orderNodes = json.putArray("orders");
        orders.forEach(order -> order.writeTo(orderNodes.addObject()));
        writeObservations(json.putArray("observations"), json.putArray("documents"));
        fields.put("notes", messageNotes);
        writeResult(json.putObject("result"), OrderPart.whole(orders), observations);
        if (!parts.isEmpty()) {
            writeParts(json.putArray("parts"));
        }
        return json;
    }

    private void writeParts(ArrayNode partNodes) {
        Map<Integer, List<Observation>> observed = observations.stream().collect(Collectors.groupingBy(this::partOf));
        for (int number = 1; number <= parts.size(); number++) {
            OrderPart part = parts.get(number - 1);
            ObjectNode json = partNodes.addObject();
            JsonFields fields = new JsonFields(json);
            fields.put("placerNumbers", part.isNamed() ? part.placerNumbers() : Set.of());
            fields.put("fillerNumbers", part.isNamed() ? part.fillerNumbers() : Set.of());
            ArrayNode orderNodes = json.putArray("orders");
            part.places().forEach(place -> orders.get(place).writeTo(orderNodes.addObject()));
            writeResult(json.putObject("result"), part, observed.getOrDefault(number, List.of()));
        }
    }

    /** The number of the part that an observation is of; one before every order is of the first. */
    private int partOf(Observation observation) {
        return observation.order() < 0 ? 1 : partOfOrder[observation.order()];
    }

    private void group() {
        Hl7Segment orc = null;
        List<String> ofNextOrder = new ArrayList<>();
        List<String> notes = messageNotes;
        for (Hl7Segment segment : message.segments()) {
            switch (segment.name()) {
                case "ORC" -> {
                    orc = segment;
                    collectNumbers(segment);
                    notes = ofNextOrder;
                }
                case "OBR" -> {
                    collectNumbers(segment);
                    Order order = new Order(segment, orc, ofNextOrder);
                    orders.add(order);
                    orc = null;
                    ofNextOrder = new ArrayList<>();
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
        messageNotes.addAll(ofNextOrder);
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
            ObjectNode observationNode = observationNodes.addObject();
            observation.writeTo(observationNode);
            writePart(observation, observationNode);
            for (EmbeddedDocument document : observation.value().documents()) {
                ObjectNode json = documentNodes.addObject();
                if (observation.order() >= 0) {
                    json.put("order", observation.order());
                }
                json.put("observation", index);
                writePart(observation, json);
                json.put("mediaType", document.mediaType());
                new JsonFields(json).put("fileName", document.fileName());
                json.put("base64", document.base64());
            }
        }
    }

    private void writePart(Observation observation, ObjectNode json) {
        if (!parts.isEmpty()) {
            json.put("part", partOf(observation));
        }
    }

    private void writeResult(ObjectNode json, OrderPart part, List<Observation> observed) {
        List<String> notes = notes(part, observed);
        ResultStatus status = ResultStatus.overall(statuses(part, observed));
        json.put("status", status.name());
        if (status == ResultStatus.D) {
            ArrayNode deleted = json.putArray("deleted");
            observed.stream()
                    .filter(one -> one.status().equals("D"))
                    .map(Observation::key)
                    .forEach(deleted::add);
        }
        if (notes.isEmpty() && observed.stream().noneMatch(one -> one.hasValue() && !one.isWithdrawn())) {
            json.put("empty", true);
        }
        if (observed.stream().anyMatch(Observation::wasSentBefore)) {
            json.put("sentBefore", true);
        }
        new PathologyResult(mapping, message, observed, notes).writeTo(json);
        if (!json.has("specimen")) {
            String source = part.places().stream()
                    .map(place -> orders.get(place).specimen())
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse(specimen);
            new JsonFields(json).put("specimen", source);
        }
    }

    private List<OrderStatus> statuses(OrderPart part, List<Observation> observed) {
        Map<Integer, List<String>> obx11 = observed.stream()
                .collect(Collectors.groupingBy(
                        Observation::order, Collectors.flatMapping(one -> one.told().stream(), Collectors.toList())));
        List<OrderStatus> statuses = new ArrayList<>();
        for (int place : part.places()) {
            statuses.add(new OrderStatus(orders.get(place).status(), obx11.getOrDefault(place, List.of())));
        }
        if (obx11.containsKey(NO_ORDER)) {
            statuses.add(new OrderStatus("", obx11.get(NO_ORDER)));
        }
        return statuses;
    }

    private List<String> notes(OrderPart part, List<Observation> observed) {
        List<String> notes = new ArrayList<>(messageNotes);
        part.places().forEach(place -> notes.addAll(orders.get(place).notes()));
        observed.forEach(observation -> notes.addAll(observation.notes()));
        return notes;
    }
}
