package io.chartwire.conventions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.identity.DevelopmentKey;
import io.chartwire.identity.Identity;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who gets in where: every operation of {@code openapi.yaml} and every channel and event of {@code asyncapi.yaml}, for every role
 * of {@code audiences.yaml}, every kind of bad token, and another tenant. What is new in the documents is asked too.
 */
class AccessMatrixIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ExecutorService AT_ONCE = Executors.newFixedThreadPool(24);
    private static final String NO_ROLE = "";
    private static final String UNKNOWN_ROLE = "janitor";

    private static final RunningHub HUB = RunningHub.shared();
    private static final Clinic OURS = HUB.clinic();
    private static final Clinic THEIRS = HUB.clinic();
    /** A tenant in which nothing happens. */
    private static final Clinic QUIET = HUB.clinic();
    /** The ids of an object of each resource of ours. */
    private static final Map<String, String> IDS = new TreeMap<>();

    private static String beginning;
    private static Map<String, String> badTokens;

    @BeforeAll
    static void have_an_object_of_each_resource_and_cause_each_event(@TempDir Path folder) throws IOException {
        badTokens = badTokens(folder);
        Client admin = OURS.as("admin", "billing");
        long last = Long.parseLong(HUB.sql("SELECT max(seq) FROM change_log"));
        beginning = await().until(
                        () -> admin.get("/api/claims").header("Chartwire-Resume"),
                        token -> Long.parseLong(token.replaceFirst("\\D.*", "")) >= last);
        Contracts.operations()
                .filter(it -> it.method().equals("post") && it.path().equals("/api/" + it.resource()))
                .filter(it -> !body(it).isNull())
                .forEach(it -> {
                    Client.Answer answer =
                            admin.post(it.path(), filled(body(it)).toString());
                    // One that needs more than its schema says is asked for by an id that nobody has.
                    if (answer.status() == 201) {
                        IDS.put(it.resource(), answer.id());
                    }
                });
        assertThat(IDS)
                .containsKeys(
                        "appointments", "patients", "encounters", "biopsies", "claims", "prior-auths", "prescriptions");
        causeEveryEvent(admin);
    }

    @AfterAll
    static void stop() {
        AT_ONCE.shutdown();
    }

    @Test
    void every_operation_lets_in_the_roles_of_the_table_and_nobody_else() {
        List<Probe> probes = new ArrayList<>();
        Contracts.operations().forEach(operation -> roles().forEach(role -> {
            boolean allowed = mayCall(operation).contains(role);
            probes.add(new Probe(
                    operation,
                    role,
                    token(OURS, role),
                    UUID.randomUUID().toString(),
                    "{}",
                    status -> allowed ? status != 401 && status != 403 && status < 500 : status == 403));
        }));
        holds("role", probes);
    }

    @Test
    void every_operation_refuses_every_bad_token() {
        List<Probe> probes = new ArrayList<>();
        Contracts.operations()
                .forEach(operation -> badTokens.forEach((what, token) -> probes.add(new Probe(
                        operation, what, token, UUID.randomUUID().toString(), "{}", status -> status == 401))));
        holds("token", probes);
    }

    @Test
    void no_operation_shows_or_changes_anything_of_another_tenant() {
        String before = OURS.as("admin").get("/api/claims").text();
        List<Probe> probes = new ArrayList<>();
        Contracts.operations().forEach(operation -> roles().filter(
                        role -> mayCall(operation).contains(role))
                .forEach(role -> {
                    String id = IDS.getOrDefault(
                            operation.resource(), UUID.randomUUID().toString());
                    String body = bodyText(operation);
                    boolean one = operation.path().contains("{");
                    boolean namesOurs = body.contains(OURS.patient()) || body.contains(OURS.provider());
                    probes.add(new Probe(
                            operation,
                            role,
                            token(THEIRS, role),
                            id,
                            body,
                            status -> one ? status == 404 : namesOurs ? status >= 400 && status < 500 : status < 500));
                }));
        List<String> answers = holds("tenant", probes);

        assertThat(answers).noneMatch(answer -> IDS.values().stream().anyMatch(answer::contains));
        assertThat(OURS.as("admin").get("/api/claims").text()).isEqualTo(before);
    }

    @Test
    void every_channel_opens_to_the_roles_of_the_table_and_to_nobody_else() {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        Contracts.channels().keySet().forEach(resource -> {
            roles().forEach(role -> {
                int expected = resource.isEmpty() || maySee(resource).contains(role) ? 101 : 403;
                asked.add(handshake(resource, role, token(OURS, role), expected));
            });
            badTokens.forEach((what, token) -> asked.add(handshake(resource, what, token, 401)));
        });
        report("channel", asked);
    }

    @Test
    void every_channel_gives_each_role_the_events_of_the_table_and_no_others_and_nothing_to_another_tenant() {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        Contracts.channels().forEach((resource, channel) -> roles().filter(
                        role -> resource.isEmpty() || maySee(resource).contains(role))
                .forEach(role -> {
                    Set<String> expected = new TreeSet<>();
                    Contracts.eventsOf(channel).forEach(event -> {
                        if (mayHear(event).contains(role)) {
                            expected.add(event);
                        }
                    });
                    asked.add(told(OURS, resource, role, expected));
                    asked.add(told(QUIET, resource, role, Set.of()));
                }));
        report("event", asked);
    }

    // What is expected, by the table.

    private static Set<String> mayCall(Contracts.Operation operation) {
        JsonNode table = RouteFolder.yaml("audiences.yaml");
        JsonNode own = table.path("operations").path(operation.id());
        JsonNode resource = table.path("resources").path(operation.resource());
        JsonNode byResource = resource.path(operation.method().equals("get") ? "see" : "write");
        return withPhi(operation, Contracts.roles(own.isMissingNode() ? byResource : own));
    }

    private static Set<String> withPhi(Contracts.Operation operation, Set<String> roles) {
        JsonNode phi = RouteFolder.yaml("audiences.yaml").path("phi");
        if (Contracts.texts(phi.path("operations")).contains(operation.id())) {
            roles.retainAll(Contracts.roles(phi.path("roles")));
        }
        return roles;
    }

    private static Set<String> maySee(String resource) {
        return Contracts.roles(RouteFolder.yaml("audiences.yaml")
                .path("resources")
                .path(resource)
                .path("see"));
    }

    private static Set<String> mayHear(String event) {
        JsonNode own = RouteFolder.yaml("audiences.yaml").path("events").path(event);
        Set<String> roles = own.isMissingNode() ? maySee(resourceOf(event)) : Contracts.roles(own);
        if (event.equals("critical:unacknowledged")) {
            roles.retainAll(Contracts.texts(RouteFolder.yaml("critical.yaml")
                    .path("biopsy:result_received")
                    .path("escalateTo")));
        }
        return roles;
    }

    private static String resourceOf(String event) {
        return Contracts.channels().entrySet().stream()
                .filter(channel -> !channel.getKey().isEmpty())
                .filter(channel -> Contracts.eventsOf(channel.getValue()).contains(event))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** Every role of the table, one that is in no table, and none. */
    private static Stream<String> roles() {
        Set<String> roles = new TreeSet<>(Set.of(NO_ROLE, UNKNOWN_ROLE));
        RouteFolder.yaml("audiences.yaml")
                .path("resources")
                .forEach(resource -> resource.forEach(names -> roles.addAll(Contracts.roles(names))));
        return roles.stream();
    }

    // Asking.

    private interface Expectation {
        boolean holds(int status);
    }

    private record Probe(
            Contracts.Operation operation, String who, String token, String id, String body, Expectation expected) {

        HttpRequest request() {
            String path = operation
                    .path()
                    .replaceFirst("\\{id}", id)
                    .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(HUB.http() + path))
                    .header(
                            "Content-Type",
                            operation.id().equals("hl7-receive-message") ? "application/hl7-v2" : "application/json")
                    .method(
                            operation.method().toUpperCase(java.util.Locale.ROOT),
                            operation.method().equals("get")
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body));
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            return request.build();
        }
    }

    /** Sends all and gives the answers; fails with the list of those that are not as expected. */
    private static List<String> holds(String dimension, List<Probe> probes) {
        List<String> answers = new ArrayList<>();
        List<CompletableFuture<HttpResponse<String>>> sent = probes.stream()
                .map(probe -> CompletableFuture.supplyAsync(() -> send(probe.request()), AT_ONCE))
                .toList();
        List<String> wrong = new ArrayList<>();
        for (int index = 0; index < probes.size(); index++) {
            HttpResponse<String> answer = sent.get(index).join();
            Probe probe = probes.get(index);
            // The audit shows a tenant its own attempts, with the ids that it asked for.
            if (!probe.operation().resource().equals("audit")) {
                answers.add(answer.body());
            }
            if (!probe.expected().holds(answer.statusCode())) {
                wrong.add(probe.operation().id() + " as [" + probe.who() + "]: " + answer.statusCode() + " "
                        + answer.body());
            }
        }
        System.out.println("Access matrix, " + dimension + ": " + probes.size() + " requests");
        Rule.holds(wrong.stream());
        return answers;
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private static CompletableFuture<String> handshake(String resource, String who, String token, int expected) {
        return CompletableFuture.supplyAsync(
                () -> {
                    int status = openStatus(resource, token);
                    return status == expected
                            ? null
                            : "/ws/" + resource + " as [" + who + "]: " + status + " instead of " + expected;
                },
                AT_ONCE);
    }

    private static int openStatus(String resource, String token) {
        var builder = HTTP.newWebSocketBuilder();
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        try {
            builder.buildAsync(URI.create(address(resource)), new java.net.http.WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof java.net.http.WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    /** Comes back with the token from before all events: what a socket is given then ends with {@code ready}. */
    private static CompletableFuture<String> told(Clinic clinic, String resource, String role, Set<String> expected) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Set<String> events = new TreeSet<>();
                    try (SocketClient socket =
                            SocketClient.open(address(resource) + "?since=" + beginning, token(clinic, role))) {
                        String event = socket.next().path("event").asText();
                        while (!event.equals("ready")) {
                            events.add(event);
                            event = socket.next().path("event").asText();
                        }
                    }
                    return events.equals(expected)
                            ? null
                            : "/ws/" + resource + " as [" + role + "] of " + clinic.tenant() + ": " + events
                                    + " instead of " + expected;
                },
                AT_ONCE);
    }

    private static void report(String dimension, List<CompletableFuture<String>> asked) {
        System.out.println("Access matrix, " + dimension + ": " + asked.size() + " sockets");
        Rule.holds(asked.stream().map(CompletableFuture::join).filter(wrong -> wrong != null));
    }

    private static String address(String resource) {
        return HUB.http().replace("http", "ws") + "/ws" + (resource.isEmpty() ? "" : "/" + resource);
    }

    private static String token(Clinic clinic, String role) {
        return role.isEmpty()
                ? HUB.token(clinic.tenant(), "matrix")
                : HUB.token(clinic.tenant(), "matrix-" + role, role);
    }

    private static Map<String, String> badTokens(Path folder) throws IOException {
        Map<String, String> tokens = new LinkedHashMap<>();
        Identity admin = new Identity(
                "u", "", OURS.tenant(), Set.of("admin"), Instant.now().plusSeconds(600));
        String good = HUB.token(OURS.tenant(), "u", "admin");
        String[] parts = good.split("\\.");
        tokens.put("no token", null);
        tokens.put("no JWT", "x.y.z");
        tokens.put("expired", HUB.token(OURS.tenant(), "u", Instant.now().minusSeconds(600), "admin"));
        tokens.put("signed by another key", DevelopmentKey.in(folder).sign(admin));
        tokens.put("unsigned", base64("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        tokens.put(
                "of changed claims",
                parts[0] + "." + base64(claims(parts[1]).replace("admin", "billing")) + "." + parts[2]);
        return tokens;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String claims(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    // Bodies, made of the contract's schemas.

    private static JsonNode body(Contracts.Operation operation) {
        JsonNode schema = Contracts.rest()
                .path("paths")
                .path(operation.path())
                .path(operation.method())
                .at("/requestBody/content/application~1json/schema");
        return schema.isMissingNode() ? JsonNodeFactory.instance.nullNode() : schema;
    }

    private static String bodyText(Contracts.Operation operation) {
        return body(operation).isNull() ? "" : filled(body(operation)).toString();
    }

    /** An object with the required fields of a schema, which are ours where they name an object. */
    private static ObjectNode filled(JsonNode reference) {
        JsonNode schema = resolved(reference);
        ObjectNode object = JSON.createObjectNode();
        schema.path("required").forEach(name -> fill(object, schema, name.asText()));
        schema.path("anyOf").path(0).path("required").forEach(name -> fill(object, schema, name.asText()));
        if (object.size() < schema.path("minProperties").asInt()) {
            fill(object, schema, schema.path("properties").fieldNames().next());
        }
        return object;
    }

    private static void fill(ObjectNode object, JsonNode schema, String name) {
        object.set(name, value(name, resolved(schema.path("properties").path(name))));
    }

    private static JsonNode value(String name, JsonNode schema) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (schema.has("enum")) {
            return schema.path("enum").path(0);
        }
        if (name.equals("patientId")) {
            return json.textNode(OURS.patient());
        }
        if (name.toLowerCase(java.util.Locale.ROOT).endsWith("providerid")) {
            return json.textNode(OURS.provider());
        }
        return switch (schema.path("type").asText()) {
            case "integer", "number" -> json.numberNode(
                    Math.max(1, schema.path("minimum").asInt()));
            case "boolean" -> json.booleanNode(true);
            case "array" -> json.arrayNode();
            case "object" -> filled(schema);
            default -> json.textNode(
                    switch (schema.path("format").asText()) {
                        case "uuid" -> UUID.randomUUID().toString();
                        case "date" -> "2027-01-02";
                        case "date-time" -> name.endsWith("End") ? "2027-01-02T11:00:00Z" : "2027-01-02T10:00:00Z";
                        default -> "x"
                                .repeat(Math.max(3, schema.path("minLength").asInt()));
                    });
        };
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref")
                ? Contracts.rest().at(schema.path("$ref").asText().substring(1))
                : schema;
    }

    // Events.

    /** Moves the objects that were created through their lives; an event that nothing here causes fails the test. */
    private static void causeEveryEvent(Client admin) throws IOException {
        write(
                admin,
                "PUT /api/patients/" + OURS.patient(),
                "{'balance':500,'insurance':{'payer':'Aetna','verified':true}}");
        move(admin, "appointments", "status", "{'status':'checked_in'}", "{'status':'cancelled','reason':'x'}");
        write(admin, "POST /api/encounters/" + IDS.get("encounters"), "{'chiefComplaint':'x'}");
        move(admin, "encounters", "complete", "{}");
        move(admin, "encounters", "sign", "{}");
        move(admin, "biopsies", "result", "{'diagnosis':'x'}");
        move(admin, "biopsies", "review", "{}");
        move(
                admin,
                "claims",
                "status",
                "{'status':'submitted'}",
                "{'status':'denied'}",
                "{'status':'appealed'}",
                "{'status':'paid'}");
        String payment = write(
                        admin,
                        "POST /api/claims/" + IDS.get("claims") + "/payments",
                        "{'amount':5,'paymentDate':'2026-11-01'}")
                .id();
        IDS.put("payments", payment);
        move(admin, "payments", "post", "{}");
        move(admin, "prior-auths", "status", "{'status':'denied'}");
        IDS.put(
                "prior-auths",
                write(admin, "POST /api/prior-auths", "{'patientId':'" + OURS.patient() + "','serviceType':'x'}")
                        .id());
        move(admin, "prior-auths", "status", "{'status':'approved','authNumber':'x'}");
        move(admin, "prescriptions", "send", "{}");
        write(admin, "POST /api/hl7/messages/" + receive(admin, "MSG0008") + "/reject", "{'reason':'x'}");
        String unmatched = receive(admin, "MSG0007");
        String biopsy = write(
                        admin,
                        "POST /api/biopsies",
                        "{'patientId':'" + OURS.patient() + "','orderingProviderId':'" + OURS.provider()
                                + "','bodyLocation':'x','specimenType':'punch','pathLab':'x'}")
                .id();
        write(admin, "POST /api/hl7/messages/" + unmatched + "/match", "{'biopsyId':'" + biopsy + "'}");
        IDS.put("hl7", unmatched);
        causeCriticalEvents(admin, biopsy);
    }

    /** A malignancy that nobody confirms in its time, and that somebody confirms then. */
    private static void causeCriticalEvents(Client admin, String biopsy) {
        write(admin, "POST /api/biopsies/" + biopsy + "/result", "{'diagnosis':'x','malignancyType':'melanoma'}");
        JsonNode critical = HUB.await(() -> {
            JsonNode open = admin.get("/api/critical-events?status=open").json().path("items");
            return open.isEmpty() ? null : open.get(0);
        });
        HUB.sql(
                "UPDATE critical_events SET due_at = clock_timestamp() WHERE tenant_id = ?",
                OURS.tenant().value());
        String path = "/api/critical-events/" + critical.path("id").asText();
        HUB.await(() -> admin.get(path).json().path("escalations").asInt() > 0 ? path : null);
        write(admin, "POST " + path + "/acknowledge", "{}");
        IDS.put("critical-events", critical.path("id").asText());
    }

    /** Sends a result for our patient that names an order of nobody's; gives the message's id. */
    private static String receive(Client admin, String controlId) throws IOException {
        String message = Files.readString(Path.of("src/test/resources/hl7/oru-r01-lab-results-derm.hl7"))
                .replace("MSG0007", controlId)
                .replace("PAT12345", "MRN1");
        Client.Answer answer = admin.send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2");
        assertThat(answer.text()).contains("MSA|AA|" + controlId);
        return admin.get("/api/hl7/messages").json().at("/items/0/id").asText();
    }

    private static void move(Client client, String resource, String move, String... bodies) {
        for (String body : bodies) {
            write(client, "POST /api/" + resource + "/" + IDS.get(resource) + "/" + move, body);
        }
    }

    private static Client.Answer write(Client client, String request, String body) {
        String[] parts = request.split(" ");
        Client.Answer answer = client.send(parts[0], parts[1], body.replace('\'', '"'));
        assertThat(answer.status()).as(request + ": " + answer.text()).isIn(200, 201);
        return answer;
    }
}
