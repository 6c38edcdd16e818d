package io.chartwire.trial;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** A change as event routes see it, made of rows that somebody wrote down. */
final class GivenChange {
    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
    private static final Pattern UNDERSCORE = Pattern.compile("_([a-z0-9])");

    private GivenChange() {}

    /**
     * The change's document; without {@code before} it is an insert.
     *
     * @param before the row before, null for none
     * @param object fields of the joined object; the others are the columns of {@code after} that are not null, in camelCase
     */
    static ObjectNode document(String resource, ObjectNode before, ObjectNode after, ObjectNode object) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("resource", resource.replace('-', '_'));
        document.put("op", before == null ? "insert" : "update");
        document.set("before", before == null ? JsonNodeFactory.instance.nullNode() : before);
        document.set("after", after);
        document.set("object", merged(camelCase(after), object));
        return document;
    }

    /**
     * A row of the columns of {@code defaults} and those of {@code own}, which win; either may be null. A column may be written as
     * clients see it: {@code denialReason} for {@code denial_reason}.
     *
     * @throws IllegalArgumentException when one of them has a column in both ways
     */
    static ObjectNode row(ObjectNode defaults, ObjectNode own) {
        return merged(columns(defaults), columns(own));
    }

    /** The fields of {@code defaults} and those of {@code own}, which win; either may be null. */
    static ObjectNode merged(ObjectNode defaults, ObjectNode own) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        if (defaults != null) {
            merged.setAll(defaults);
        }
        if (own != null) {
            merged.setAll(own);
        }
        return merged;
    }

    private static ObjectNode columns(ObjectNode row) {
        if (row == null) {
            return null;
        }
        ObjectNode columns = JsonNodeFactory.instance.objectNode();
        row.properties().forEach(field -> {
            String column = CAPITAL.matcher(field.getKey())
                    .replaceAll(found -> "_" + found.group().toLowerCase(Locale.ROOT));
            if (columns.replace(column, field.getValue()) != null) {
                throw new IllegalArgumentException("The column " + column + " is there twice");
            }
        });
        return columns;
    }

    /** As the statements that join objects do it: no nulls, and {@code patient_id} is {@code patientId}. */
    private static ObjectNode camelCase(ObjectNode row) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        row.properties().stream()
                .filter(column -> !column.getValue().isNull())
                .forEach(column -> object.set(fieldName(column.getKey()), column.getValue()));
        return object;
    }

    private static String fieldName(String column) {
        return UNDERSCORE.matcher(column).replaceAll(found -> found.group(1).toUpperCase(Locale.ROOT));
    }
}
