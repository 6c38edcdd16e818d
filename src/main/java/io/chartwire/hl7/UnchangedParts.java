package io.chartwire.hl7;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The parts of an edited copy that are as the original has them, so that nothing comes of them a second time. */
public final class UnchangedParts {

    private UnchangedParts() {}

    /**
     * Writes {@code sameAs}, the number of the original's part, into each such part of the copy's report; none of a copy that names
     * another patient is the same.
     *
     * @param copy as {@link OruReport#toJson} gives it; the report of another kind of message stays as it is
     */
    public static void mark(ObjectNode copy, JsonNode original) {
        if (copy.has("parts") && copy.path("patient").equals(original.path("patient"))) {
            List<JsonNode> known = new ArrayList<>();
            for (int number = 1; number <= original.path("parts").size(); number++) {
                known.add(whole(original, number));
            }
            for (int number = 1; number <= copy.path("parts").size(); number++) {
                int place = known.indexOf(whole(copy, number));
                if (place >= 0) {
                    ((ObjectNode) copy.path("parts").get(number - 1)).put("sameAs", place + 1);
                }
            }
        }
    }

    /** A part with its observations and documents, without their places in the message. */
    private static JsonNode whole(JsonNode report, int number) {
        ObjectNode whole = ((ObjectNode) report.path("parts").get(number - 1)).deepCopy();
        whole.remove("sameAs");
        for (String kind : new String[] {"observations", "documents"}) {
            ArrayNode of = whole.putArray(kind);
            for (JsonNode one : report.path(kind)) {
                if (one.path("part").asInt() == number) {
                    of.add(((ObjectNode) one.deepCopy()).without(List.of("part", "order", "observation")));
                }
            }
        }
        return whole;
    }
}
