package io.chartwire.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RawHttp;
import io.chartwire.testing.RunningHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attacker sends, and what comes back. */
class AttackSurfaceIT {
    private final RunningHub hub = RunningHub.shared();
    private final int port = hub.hub().httpPort();
    private final Clinic clinic = hub.clinic();
    private final Client admin = clinic.as("admin");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpPath",
                "CamelHttpUri",
                "CamelHttpMethod",
                "CamelHttpResponseCode",
                "CamelHttpQuery",
                "CamelSqlQuery",
                "CamelJdbcParameters",
                "CamelFileName",
                "CamelBeanMethodName",
                "CamelVertxWebsocket.sendToAll",
                "CamelVertxWebsocket.connectionKey",
                "CamelToEndpoint",
                "camelhttppath",
                "CaMeLHttpPath",
                "org.apache.camel.component",
                "tenant",
                "actor",
                "actorName",
                "operation",
                "id",
                "newId",
                "request",
                "resume"
            })
    void names_of_camel_and_of_the_hub_mean_nothing_in_a_header_a_query_or_a_path(String name) {
        Clinic other = hub.clinic();
        String value = other.tenant().value();
        Client.Answer answer = admin.send("POST", "/api/claims?" + name + "=" + value, claim(), name, value);

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header(name)).isNull();
        assertThat(admin.get("/api/claims/" + answer.id()).status()).isEqualTo(200);
        assertThat(other.as("admin").get("/api/claims").json().path("items")).isEmpty();
        assertThat(admin.get("/api/claims/" + name + "=" + value).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/claims/",
                "/api//claims",
                "//api/claims",
                "/api/./claims",
                "/api/x/../claims",
                "/api/..;/api/claims",
                "/api/claims;tenant=acme",
                "/api/%63laims",
                "/api/claims%2f",
                "/api%2fclaims",
                "/api/claims%00",
                "/api/claims.",
                "/api/claims/..%2f..%2fpatients",
                "/api/claims/%c0%ae%c0%ae/%c0%af",
                "/api/claims/%ff%fe",
                "/api/claims/%",
                "/api/claims/%zz",
                "/API/claims",
                "/ws/../api/claims",
                "/api/../api/claims",
                "/api/claims/$%7Bsys:user.home%7D",
                "/api/claims/%24%7Bjndi:ldap:%2F%2Fx%7D",
                "/api/%2e%2e/application.properties",
                "/application.properties",
                "/logback.xml",
                "/db/migration/V1__clinic.sql",
                "/META-INF/MANIFEST.MF",
                "/openapi.yaml/../audiences.yaml",
                "/audiences.yaml",
                "/routes/audiences.yaml",
                "/docs/../../../application.properties",
                "/docs/%2e%2e/%2e%2e/application.properties",
                "/docs/..%5c..%5capplication.properties",
                "/web/../application.properties",
                "/..%00/application.properties",
                "/observe/health",
                "/observe/metrics",
                "/q/upload/x.camel.yaml",
                "/actuator/env"
            })
    void a_path_that_is_not_exactly_one_of_the_contract_leads_nowhere(String path) {
        for (String method : new String[] {"GET", "POST", "PUT", "DELETE"}) {
            RawHttp.Answer answer = raw(method, path, "Content-Type: application/json\nContent-Length: 2", "{}");

            assertThat(answer.status()).as(method + " " + answer.body()).isIn(400, 404, 405);
            assertThat(answer.body()).doesNotContain("chartwire.", "roles", "CREATE TABLE");
        }
    }

    @ParameterizedTest
    @CsvSource({"HEAD,405", "OPTIONS,405", "TRACE,405", "PROPFIND,405", "GETX,405"})
    void a_method_that_the_contract_does_not_name_is_refused(String method, int status) {
        RawHttp.Answer answer = raw(method, "/api/claims", "X-Echo: secret", "");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Allow")).isEqualTo("GET, POST");
        assertThat(answer.body()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"})
    void a_header_does_not_change_the_method(String header) {
        Client.Answer answer = admin.send("GET", "/api/claims?_method=POST", null, header, "DELETE");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token", "access_token", "bearer", "Authorization", "jwt"})
    void a_token_in_a_query_opens_nothing(String name) {
        for (String path : new String[] {"/api/claims", "/ws", "/ws/claims"}) {
            String head = "GET " + path + "?" + name + "=" + token() + " HTTP/1.1\nHost: hub";

            assertThat(RawHttp.send(port, head, "").status()).isEqualTo(401);
        }
    }

    @Test
    void no_page_of_another_origin_may_read_an_answer() {
        for (String method : new String[] {"GET", "OPTIONS"}) {
            RawHttp.Answer answer = raw(
                    method,
                    "/api/claims",
                    "Origin: https://evil.example\nAccess-Control-Request-Method: POST\n"
                            + "Access-Control-Request-Headers: authorization",
                    "");

            assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        }
    }

    @Test
    void a_json_body_over_the_limit_is_refused_before_it_comes() {
        RawHttp.Answer answer =
                raw("POST", "/api/claims", "Content-Type: application/json\nContent-Length: 1048577", "");

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void a_json_body_of_unknown_length_is_refused_as_soon_as_it_is_over_the_limit() {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        RawHttp.Answer answer = raw(
                "POST", "/api/claims", "Content-Type: application/json\nTransfer-Encoding: chunked", chunk.repeat(17));

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void an_hl7_message_over_the_limit_is_refused_before_it_comes() {
        RawHttp.Answer answer =
                raw("POST", "/api/hl7", "Content-Type: application/hl7-v2\nContent-Length: 33554433", "");

        assertThat(answer.status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 33554432", "Transfer-Encoding: chunked"})
    void a_large_message_is_not_read_from_who_has_no_token(String length) {
        String head = "POST /api/hl7 HTTP/1.1\nHost: hub\nContent-Type: application/hl7-v2\n" + length;

        assertThat(RawHttp.send(port, head, "").status()).isEqualTo(401);
        assertThat(RawHttp.send(port, head + "\nAuthorization: Bearer x.y.z", "")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void a_compressed_body_is_not_unpacked() {
        RawHttp.Answer answer = raw(
                "POST",
                "/api/claims",
                "Content-Type: application/json\nContent-Encoding: gzip\nContent-Length: 2",
                "{}");

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.header("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void a_form_with_a_file_is_refused_and_nothing_is_written_to_disk() throws Exception {
        String body = "--b\r\n"
                + "Content-Disposition: form-data; name=\"f\"; filename=\"../../x.camel.yaml\"\r\n\r\n"
                + "x\r\n"
                + "--b--\r\n";
        RawHttp.Answer answer = raw(
                "POST",
                "/api/claims",
                "Content-Type: multipart/form-data; boundary=b\nContent-Length: " + body.length(),
                body);

        assertThat(answer.status()).isEqualTo(415);
        assertThat(Path.of("file-uploads")).doesNotExist();
        assertThat(camelUploads()).isEmpty();
    }

    private static Stream<Path> camelUploads() throws Exception {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"), "file-uploads");
        return Files.isDirectory(folder) ? Files.list(folder) : Stream.empty();
    }

    @Test
    void a_head_over_the_limit_is_refused() {
        assertThat(raw("GET", "/api/claims", "X-Long: " + "x".repeat(20_000), "")
                        .status())
                .isEqualTo(431);
        assertThat(raw("GET", "/api/claims", "X: y\n".repeat(5_000).strip(), "").status())
                .isEqualTo(431);
        assertThat(raw("GET", "/api/claims?x=" + "x".repeat(9_000), "X: y", "").status())
                .isEqualTo(414);
        RawHttp.Answer garbage = RawHttp.send(port, "\u0016\u0003\u0001 not http", "");
        assertThat(garbage.status()).isEqualTo(400);
        assertThat(garbage.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void two_lengths_do_not_smuggle_a_second_request_in() {
        String second = "POST /api/claims HTTP/1.1\r\nHost: hub\r\n\r\n";
        RawHttp.Answer differing = raw(
                "POST", "/api/claims", "Content-Type: application/json\nContent-Length: 2\nContent-Length: 50", "{}");
        assertThat(differing.status()).isEqualTo(400);
        RawHttp.Answer unknown = raw(
                "POST",
                "/api/claims",
                "Content-Type: application/json\nTransfer-Encoding: xchunked\nContent-Length: 2",
                "{}");
        assertThat(unknown.status()).isIn(400, 501);
        try (RawHttp connection = RawHttp.open(port)) {
            connection.say(("POST /api/claims HTTP/1.1\nHost: hub\nAuthorization: Bearer " + token()
                                    + "\n"
                                    + "Content-Type: application/json\n"
                                    + "Content-Length: 5\n"
                                    + "Transfer-Encoding: chunked\n\n")
                            .replace("\n", "\r\n")
                    + "0\r\n\r\n" + second.strip());
            assertThat(connection.answer().status()).isEqualTo(400);
        }
    }

    static Stream<Arguments> bombs() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        return Stream.of(
                Arguments.of("deep arrays", "{\"payer\":" + deep + "}"),
                Arguments.of("deep objects", "{\"a\":".repeat(200) + "1" + "}".repeat(200)),
                Arguments.of("an unclosed depth", "{\"a\":".repeat(100_000)),
                Arguments.of("a number of 100,000 digits", "{\"totalCharges\":" + "9".repeat(100_000) + "}"),
                Arguments.of("a fraction of 100,000 digits", "{\"totalCharges\":0." + "1".repeat(100_000) + "}"),
                Arguments.of("a huge exponent", "{\"totalCharges\":1e999999999}"),
                Arguments.of("a huge negative exponent", "{\"totalCharges\":1e-999999999}"),
                Arguments.of("a long name", "{\"" + "x".repeat(60_000) + "\":1}"),
                Arguments.of("a name twice", "{\"totalCharges\":1,\"totalCharges\":2}"),
                Arguments.of("not a number", "{\"totalCharges\":NaN}"),
                Arguments.of("two documents", "{} {}"),
                Arguments.of("half a pair of surrogates", "{\"payer\":\"\\ud800\",\"totalCharges\":1}"),
                Arguments.of("a comment", "{/* */}"),
                Arguments.of("an array of a million", "{\"lineItems\":[" + "{},".repeat(300_000) + "{}]}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void a_json_bomb_is_refused_and_costs_little(String what, String body) {
        long before = System.nanoTime();
        Client.Answer answer = admin.post("/api/claims", body);

        assertThat(answer.status()).as(answer.text()).isIn(400, 413);
        assertThat(System.nanoTime() - before).isLessThan(20_000_000_000L);
        assertThat(answer.text()).hasSizeLessThan(100_000);
        assertTellsNothing(answer.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/claims?limit=99999999999999999999",
                "/api/claims?limit=1;DROP%20TABLE%20claims",
                "/api/claims?after=%27%20OR%201=1--",
                "/api/claims?after=%00",
                "/api/claims?after=" + "\u00e4",
                "/api/claims/' OR '1'='1",
                "/api/hl7/messages?since=yesterday",
                "/api/hl7/messages?status=processed%27",
                "/api/hl7/messages?text=%25%25%25",
                "/api/hl7/messages?text=(a%2B)%2B%24",
                "/api/dead-letters?status=*"
            })
    void a_parameter_is_a_value_and_an_error_tells_nothing_of_the_inside(String path) {
        RawHttp.Answer answer = raw("GET", path.replace(" ", "%20"), "X: y", "");

        assertThat(answer.status()).as(answer.body()).isIn(200, 400);
        assertTellsNothing(answer.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=nonsense",
                "application/json; charset=utf-7",
                "application/json;;;=",
                "\u00e4/\u00f6"
            })
    void a_strange_content_type_does_no_harm(String type) {
        RawHttp.Answer answer = raw("POST", "/api/claims", "Content-Type: " + type + "\nContent-Length: 2", "{}");

        assertThat(answer.status()).as(answer.body()).isIn(400, 415);
        assertTellsNothing(answer.body());
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 5_000})
    void an_idempotency_key_over_the_limit_is_refused(int length) {
        Client.Answer answer = admin.send("POST", "/api/claims", claim(), "Idempotency-Key", "k".repeat(length));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(admin.get("/api/claims").json().path("items")).isEmpty();
    }

    @Test
    void an_idempotency_key_is_one_tenants() {
        String key = "'; DROP TABLE claims; --" + UUID.randomUUID();
        Client other = hub.clinic().as("admin");
        assertThat(admin.send("POST", "/api/claims", claim(), "Idempotency-Key", key)
                        .status())
                .isEqualTo(201);

        Client.Answer answer = other.send("POST", "/api/claims", claim(), "Idempotency-Key", key);

        assertThat(answer.status()).as("the other tenant has no such patient").isEqualTo(422);
        assertThat(answer.text()).doesNotContain(clinic.patient());
    }

    @Test
    void an_answer_is_kept_by_no_cache_and_guessed_by_no_browser() {
        for (Client.Answer answer : new Client.Answer[] {
            admin.get("/api/claims"),
            admin.get("/api/claims/x"),
            admin.withToken(null).get("/api/claims")
        }) {
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'", "sandbox");
            assertThat(answer.header("Server")).isNull();
            assertThat(answer.header("X-Powered-By")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/board.js", "/docs/", "/openapi.yaml", "/nothing"})
    void a_page_runs_no_script_of_others_and_stands_in_no_frame(String path) {
        Client.Answer page = admin.withToken(null).get(path);

        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval")
                .doesNotContain("script-src 'self' 'unsafe-inline'");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/upload/claims.camel.yaml",
                "/observe/upload/x.camel.yaml",
                "/q/dev/route/claims-create-claim/stop",
                "/q/send",
                "/observe/dev",
                "/q/jolokia",
                "/openapi.yaml",
                "/routes/claims.camel.yaml"
            })
    void a_route_cannot_be_changed_over_the_network(String path) {
        String head = "Host: hub\nContent-Length: 9\nContent-Type: application/yaml";
        for (int listening : new int[] {port, hub.hub().managementPort()}) {
            for (String method : new String[] {"PUT", "POST", "DELETE", "PATCH"}) {
                RawHttp.Answer answer =
                        RawHttp.send(listening, method + " " + path + " HTTP/1.1\n" + head, "- route: x");

                assertThat(answer.status()).as(method + " on " + listening).isIn(404, 405);
            }
        }
    }

    @Test
    void health_says_nothing_of_the_inside() {
        RawHttp.Answer health = RawHttp.send(hub.hub().managementPort(), "GET /observe/health HTTP/1.1\nHost: hub", "");

        assertThat(health.status()).isEqualTo(200);
        assertTellsNothing(health.body());
    }

    private RawHttp.Answer raw(String method, String path, String headers, String body) {
        String head = method + " " + path + " HTTP/1.1\nHost: hub\nAuthorization: Bearer " + token() + "\n" + headers;
        return RawHttp.send(port, head, body);
    }

    private String token() {
        return hub.token(clinic.tenant(), "attacker", "admin");
    }

    private String claim() {
        return "{\"patientId\":\"" + clinic.patient() + "\",\"totalCharges\":100}";
    }

    private static void assertTellsNothing(String text) {
        assertThat(text)
                .doesNotContainIgnoringCase(
                        "exception",
                        "io.chartwire",
                        "org.apache",
                        "postgres",
                        "select ",
                        "insert ",
                        "syntax error",
                        "\tat ",
                        "jdbc:");
    }
}
