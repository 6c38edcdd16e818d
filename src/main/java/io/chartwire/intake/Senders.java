package io.chartwire.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.identity.TenantId;
import java.util.List;
import java.util.Optional;

/** Whose messages a sender's are: rules on MSH-3 to MSH-6, of which the first that matches holds. */
public record Senders(@JsonProperty(required = true) List<Rule> senders) {
    private static final String ANY = "*";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** One line of the table; what is left out or {@code *} matches everything, also nothing. */
    record Rule(
            String sendingApplication,
            String sendingFacility,
            String receivingApplication,
            String receivingFacility,
            @JsonProperty(required = true) String tenant) {

        boolean matches(Hl7Message message) {
            return matches(sendingApplication, message == null ? "" : message.sendingApplication())
                    && matches(sendingFacility, message == null ? "" : message.sendingFacility())
                    && matches(receivingApplication, message == null ? "" : message.receivingApplication())
                    && matches(receivingFacility, message == null ? "" : message.receivingFacility());
        }

        private static boolean matches(String rule, String name) {
            return rule == null || rule.equals(ANY) || rule.equals(name);
        }
    }

    public Senders {
        senders = List.copyOf(senders);
        senders.forEach(rule -> new TenantId(rule.tenant()));
    }

    /**
     * Reads the table.
     *
     * @throws JsonProcessingException when it is no such table
     */
    public static Senders parse(String yaml) throws JsonProcessingException {
        return YAML.readValue(yaml, Senders.class);
    }

    /**
     * The tenant of a message; nothing when its sender is in no rule.
     *
     * @param message null for bytes that are no message, which only a rule for every sender matches
     */
    Optional<TenantId> tenantOf(Hl7Message message) {
        return senders.stream()
                .filter(rule -> rule.matches(message))
                .findFirst()
                .map(rule -> new TenantId(rule.tenant()));
    }
}
