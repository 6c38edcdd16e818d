package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped statements with every condition on the tenant taken out, run as routes run them: a stranger still gets and changes
 * nothing, although the same text serves the tenant whose rows they are.
 */
class RemovedTenantConditionIT {
    private static final Pattern CONDITION = Pattern.compile("(?:\\w+\\.)?tenant_id = :tenant\\b");
    private static final String NO_PAGE = "{\"items\":[]}";
    private static final Map<String, String> OBJECTS = new TreeMap<>();

    private static final RunningHub HUB = RunningHub.shared();
    private static final Clinic OWNER = HUB.clinic();
    private static final Client DOCTOR = OWNER.as("admin");
    /** A tenant without a row of its own, so that whatever it gets is another's. */
    private static final String STRANGER = "stranger-" + OWNER.tenant();

    @BeforeAll
    static void a_clinic_has_one_of_everything() {
        String whose = "\"patientId\":\"" + OWNER.patient() + "\",\"providerId\":\"" + OWNER.provider() + "\"";
        create(
                "appointments",
                "{%s,\"scheduledStart\":\"2026-12-01T09:00:00Z\",\"scheduledEnd\":\"2026-12-01T10:00:00Z\"}",
                whose);
        create("encounters", "{%s}", whose);
        create(
                "biopsies",
                "{\"patientId\":\"%s\",\"orderingProviderId\":\"%s\",\"bodyLocation\":\"nose\",\"specimenType\":\"punch\",\"pathLab\":\"PathLab\"}",
                OWNER.patient(),
                OWNER.provider());
        create("claims", "{\"patientId\":\"%s\",\"totalCharges\":100}", OWNER.patient());
        create("prior-auths", "{\"patientId\":\"%s\",\"serviceType\":\"Mohs\"}", OWNER.patient());
        create("prescriptions", "{%s,\"medication\":\"Tretinoin\"}", whose);
        String payments = "/api/claims/" + OBJECTS.get("claims") + "/payments";
        OBJECTS.put(
                "payments",
                DOCTOR.post(payments, "{\"amount\":5,\"paymentDate\":\"2026-12-01\"}")
                        .id());
        OBJECTS.put("patients", OWNER.patient());
        OBJECTS.put("providers", OWNER.provider());
        insert("locations", "name", "'Main street'");
        insert("appointment_types", "name", "'Visit'");
        insert("dead_letters", "seq, resource, entity_id, error, change", "-1, 'claims', uuidv7(), 'x', '{}'");
        insert("hl7", "control_id, sender, content_hash, source, status", "'1', 'LAB', 'x', 'http', 'unmatched'");
        String message = OBJECTS.get("hl7");
        insert("hl7_contents", "message_id, raw, charset, report, acks", "'" + message + "', '', 'UTF-8', '{}', '[]'");
        String result = "'" + message + "', '" + OBJECTS.get("biopsies") + "'";
        insert("biopsy_versions", "message_id, biopsy_id, version, status, result", result + ", 99, 'resulted', '{}'");
        insert("observations", "message_id, biopsy_id, place", result + ", 1");
        insert("biopsy_documents", "message_id, biopsy_id, media_type, content", result + ", 'text/plain', 'x'");
        insert(
                "critical_events",
                "event_id, event, resource, entity_id, subject, audience, escalate_to, repeat_after, occurred_at",
                "'1-0', 'biopsy:result_received', 'biopsies', uuidv7(), '{}', '{provider}', '{manager}', '1 hour', now()");
        insert(
                "event_deliveries",
                "event_id, event, resource, entity_id, sockets, occurred_at",
                "'1-0', 'biopsy:result_received', 'biopsies', uuidv7(), 1, now()");
        insert("idempotency_keys", "key, request_hash, status, body", "'k', 'x', 200, 'x'");
        HUB.await(() -> HUB.sql(
                "SELECT number FROM audit_log WHERE tenant_id = ? LIMIT 1",
                OWNER.tenant().value()));
    }

    static Stream<String> reads() {
        return statements("(list|read)-.*")
                // The token's row, a count, what suits a message's report and a look for a failed delivery: answers
                // without rows, and the last is the
                // owner's.
                .filter(name ->
                        !name.matches("changes/read-horizon|hl7/(read-statistics|list-candidates)|subscriptions/.*"))
                // They say why a match was refused or find a copy, by a request; and these look where read-listed
                // looks.
                .filter(name ->
                        !name.matches("hl7/read-(match|duplicate)|changes/(list-page|read-(stragglers|filled-holes))"));
    }

    @ParameterizedTest
    @MethodSource("reads")
    void a_stranger_reads_nothing(String name) {
        assertThat(run(name, STRANGER, Map.of())).isIn(null, NO_PAGE);
        assertThat(run(name, OWNER.tenant().value(), Map.of()))
                .as("the same for the owner")
                .isNotIn(null, NO_PAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "appointments/reschedule-appointment"
                        + " {\"scheduledStart\":\"2027-01-01T09:00:00Z\",\"scheduledEnd\":\"2027-01-01T10:00:00Z\"}",
                "appointments/set-status {\"status\":\"checked_in\"}",
                "biopsies/update-biopsy {\"bodyLocation\":\"arm\"}",
                "biopsies/record-result {\"diagnosis\":\"Nevus\"} resulted",
                "biopsies/review-biopsy {} reviewed",
                "claims/update-claim {\"payer\":\"Aetna\"}",
                "claims/set-status {\"status\":\"submitted\"}",
                "claims/record-payment {\"amount\":7,\"paymentDate\":\"2026-12-01\"}",
                "dead-letters/discard-dead-letter {\"reason\":\"x\"} discarded",
                "encounters/update-encounter {\"chiefComplaint\":\"Itch\"}",
                "encounters/complete-encounter {} completed",
                "encounters/sign-encounter {} signed",
                "patients/update-patient {\"phone\":\"1\"}",
                "payments/post-payment {} posted",
                "prescriptions/send-prescription {} sent",
                "prescriptions/set-status {\"status\":\"filled\"}",
                "prior-auths/set-status {\"status\":\"denied\",\"reason\":\"x\"}"
            })
    void a_stranger_changes_nothing(String write) {
        String[] parts = write.split(" ");
        Map<String, Object> variables =
                Map.of("request", parts[1], "target", parts.length > 2 ? parts[2] : "requested");
        String before = rowsOfOwner();

        assertThat(run(parts[0], STRANGER, variables)).isNull();

        assertThat(rowsOfOwner()).isEqualTo(before);
        assertThat(run(parts[0], OWNER.tenant().value(), variables))
                .as("the same for the owner")
                .isNotNull();
        assertThat(rowsOfOwner()).isNotEqualTo(before);
    }

    private static Stream<String> statements(String pattern) {
        return StatementPlansIT.statements()
                .filter(name -> name.substring(name.indexOf('/') + 1).matches(pattern))
                .filter(name -> CONDITION.matcher(text(name)).find());
    }

    private static String text(String name) {
        return new SqlFiles(Path.of("routes")).text(name);
    }

    /** Runs a statement without its conditions, by the endpoint of the routes; gives the answer's body. */
    private static String run(String name, String tenant, Map<String, Object> given) {
        String feature = name.substring(0, name.indexOf('/'));
        Map<String, Object> variables = new TreeMap<>(Map.of(
                "id",
                OBJECTS.getOrDefault(feature, OWNER.patient()),
                "newId",
                UUID.randomUUID().toString(),
                "documentId",
                OBJECTS.get("biopsy_documents"),
                "request",
                "{}",
                "transitions",
                transitions(feature),
                "limit",
                50,
                "actor",
                "somebody",
                "key",
                "k"));
        variables.putAll(Map.of("roles", "[\"provider\"]", "event", "1-0"));
        variables.putAll(Map.of("from", 1, "to", Long.MAX_VALUE, "snapshot", everything(), "numbers", numbers()));
        variables.putAll(given);
        variables.put("tenant", tenant);
        CamelContext context = HUB.hub().camelContext();
        try (ProducerTemplate producer = context.createProducerTemplate()) {
            Exchange done = producer.request("{{chartwire.database.endpoint}}", exchange -> {
                variables.forEach(exchange::setVariable);
                exchange.getMessage().setBody(CONDITION.matcher(text(name)).replaceAll("true"));
            });
            assertThat(done.getException()).isNull();
            Object body = done.getMessage().getBody();
            return body == null ? null : body.toString();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String transitions(String feature) {
        return feature.matches("patients|hl7|providers|locations|appointment-types|changes|idempotency")
                ? "{}"
                : HUB.hub().camelContext().resolvePropertyPlaceholders("{{transitions:" + feature + "}}");
    }

    private static String everything() {
        return HUB.sql("SELECT pg_current_snapshot()");
    }

    private static String numbers() {
        return HUB.sql(
                "SELECT '{' || min(seq) || '}' FROM change_log WHERE tenant_id = ?",
                OWNER.tenant().value());
    }

    /** What the owner has in all its tables; the audit log goes its own way. */
    private static String rowsOfOwner() {
        return Stream.of(HUB.sql(
                                """
                                SELECT string_agg(attrelid::regclass::text, ' ') FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                                WHERE attname = 'tenant_id' AND relkind IN ('r', 'p') AND NOT relispartition
                                  AND relname NOT LIKE 'audit_%'""")
                        .split(" "))
                .map(table -> HUB.sql(
                        "SELECT string_agg(row::text, ' ' ORDER BY row::text) FROM " + table
                                + " AS row WHERE tenant_id = ?",
                        OWNER.tenant().value()))
                .collect(Collectors.joining("\n"));
    }

    private static void create(String feature, String json, Object... values) {
        Client.Answer answer = DOCTOR.post("/api/" + feature, json.formatted(values));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        OBJECTS.put(feature, answer.id());
    }

    private static void insert(String table, String columns, String values) {
        String key = HUB.sql(
                "INSERT INTO " + table + " AS made (tenant_id, " + columns + ") VALUES (?, " + values
                        + ") RETURNING to_jsonb(made) ->> 'id'",
                OWNER.tenant().value());
        OBJECTS.put(table, String.valueOf(key));
        OBJECTS.put(table.replace('_', '-'), String.valueOf(key));
    }
}
