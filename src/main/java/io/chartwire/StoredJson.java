package io.chartwire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Reads the JSON that the database holds, or that was made of it: what is stored was accepted, however long its texts and numbers
 * are. Jackson's own limits are for what strangers send. That of the depth is left, for Jackson writes nothing deeper.
 */
public final class StoredJson {
    /** PostgreSQL's own limit of a number in JSON is below it. */
    private static final int LONGEST_NUMBER = 200_000;

    public static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(LONGEST_NUMBER)
                    .build())
            .build());

    private StoredJson() {}
}
