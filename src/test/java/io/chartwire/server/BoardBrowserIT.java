package io.chartwire.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.chartwire.testing.Chromium;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages in a browser, as a person sees them. */
class BoardBrowserIT {
    private static Chromium chromium;

    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client biller = clinic.as("billing");
    private final String token = hub.token(clinic.tenant(), "screen", "billing");
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> addresses = new CopyOnWriteArrayList<>();
    private BrowserContext session;
    private Page page;

    @BeforeAll
    static void start_the_browser() {
        chromium = Chromium.start();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    }

    @AfterAll
    static void stop_the_browser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open_a_page() {
        session = chromium.browser().newContext();
        page = session.newPage();
        page.onConsoleMessage(message -> {
            if ("error".equals(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> addresses.add(request.url()));
        page.onWebSocket(socket -> addresses.add(socket.url()));
    }

    @AfterEach
    void close_the_page() {
        session.close();
    }

    @Test
    void shows_a_denied_claim_when_it_happens() {
        connect(token);

        deny(claim(), "CO-50 not medically necessary");

        assertThat(rows().first()).containsText("claim:denied");
        assertThat(rows().first()).containsText("Ann Lee · CO-50 not medically necessary");
        assertThat(rows()).hasCount(7);
        assertThat(page.locator("#counts li").filter(text("claim:updated"))).hasText("claim:updated2");
        rows().first().click();
        assertThat(rows().first().locator("pre")).containsText("\"reason\": \"CO-50 not medically necessary\"");
        picture("board.png");
        assertThat(complaints).isEmpty();
        assertThat(addresses).noneMatch(address -> address.contains(token));
    }

    @Test
    void shows_only_the_events_asked_for() {
        page.navigate(hub.http());
        page.getByLabel("Endpoint").selectOption("/ws/claims");
        page.getByLabel("Only these events").fill("claim:denied, claim:paid");
        connectHere(token);

        deny(claim(), "CO-50");

        assertThat(rows()).hasCount(1);
        assertThat(rows().first()).containsText("claim:denied");
    }

    @Test
    void shows_what_was_missed_after_a_dropped_connection_and_nothing_twice() {
        List<WebSocketRoute> connections = new CopyOnWriteArrayList<>();
        page.routeWebSocket(Pattern.compile("/ws"), route -> {
            connections.add(route);
            route.connectToServer();
        });
        connect(token);
        String claim = claim();
        assertThat(rows()).hasCount(1);

        page.evaluate("() => {"
                + " const state = document.getElementById('state');"
                + " window.said = [];"
                + " new MutationObserver(() => said.push(state.textContent))"
                + ".observe(state, {childList: true, characterData: true, subtree: true}); }");
        connections.get(0).close(new WebSocketRoute.CloseOptions().setCode(1001).setReason("the hub is going away"));
        page.waitForFunction("() => said.some(it => it.includes('the hub is going away; again in'))");
        deny(claim, "CO-50");

        assertThat(rows()).hasCount(7);
        assertThat(state()).hasText("Live");
        assertThat(connections.get(1).url()).contains("?since=");
    }

    @Test
    void lets_a_person_confirm_what_must_be_seen_and_shows_it_on_the_other_screens() {
        Client provider = clinic.as("provider");
        String biopsy = provider.post(
                        "/api/biopsies",
                        "{\"patientId\":\"%s\",\"orderingProviderId\":\"%s\",\"bodyLocation\":\"arm\",\"specimenType\":\"punch\"}"
                                .formatted(clinic.patient(), clinic.provider()))
                .id();
        connect(hub.token(clinic.tenant(), "ada", "provider"));
        Page other = session.newPage();
        other.navigate(hub.http());
        other.getByLabel("Token").fill(hub.token(clinic.tenant(), "ben", "provider"));
        other.locator("#connect").click();
        assertThat(other.locator("#state")).hasText("Live");

        provider.post(
                "/api/biopsies/" + biopsy + "/result",
                "{\"diagnosis\":\"Melanoma in situ\",\"malignancyType\":\"melanoma\"}");

        Locator critical = page.locator("#frames > li.critical");
        assertThat(critical).containsText("biopsy:result_received");
        picture("critical.png");
        critical.getByText("Confirm", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(critical.locator(".settled")).containsText("Confirmed");
        assertThat(other.locator("#frames > li.critical .settled")).hasText("Confirmed by Test ada");
        assertThat(complaints).isEmpty();
    }

    @Test
    void goes_on_with_a_fresh_token_and_says_when_one_is_refused() {
        connect(hub.token(clinic.tenant(), "screen", Instant.now().plusSeconds(60), "billing"));
        String fresh = hub.token(clinic.tenant(), "screen", "billing", "manager");
        page.getByLabel("Token").fill(fresh);
        page.getByLabel("Token").blur();
        assertThat(page.locator("#who")).containsText("manager");

        page.getByLabel("Token").fill("rubbish");
        page.getByLabel("Token").blur();
        assertThat(page.locator("#frames > li.note")).hasCount(1);
        assertThat(page.getByLabel("Token")).hasValue(fresh);
        assertThat(state()).hasText("Live");
    }

    @Test
    void says_why_a_token_is_refused_and_does_not_come_back() {
        page.navigate(hub.http());
        page.getByLabel("Token").fill(token.substring(0, token.length() - 4) + "AAAA");
        connectButton().click();

        assertThat(state()).containsText("Refused: ");
        assertThat(connectButton()).hasText("Connect");
    }

    @Test
    void keeps_the_token_in_the_tab_only() {
        connect(token);
        page.reload();
        assertThat(page.getByLabel("Token")).hasValue(token);
        assertThat(session.storageState()).doesNotContain(token);
    }

    @Test
    void shows_the_operations_in_the_documentation() {
        page.navigate(hub.http() + "/docs");

        assertThat(page.locator("#operations-claims-claims-create-claim")).containsText("/api/claims");
        page.locator("#operations-claims-claims-create-claim").click();
        assertThat(page.locator("#operations-claims-claims-create-claim")).containsText("totalCharges");
        picture("docs.png");
        assertThat(complaints).isEmpty();
        assertThat(addresses).allMatch(address -> address.startsWith(hub.http()) || address.startsWith("data:"));
    }

    private void connect(String bearer) {
        page.navigate(hub.http());
        connectHere(bearer);
    }

    private void connectHere(String bearer) {
        page.getByLabel("Token").fill(bearer);
        connectButton().click();
        assertThat(state()).hasText("Live");
    }

    private Locator connectButton() {
        return page.locator("#connect");
    }

    private Locator state() {
        return page.locator("#state");
    }

    private Locator rows() {
        return page.locator("#frames > li");
    }

    private static Locator.FilterOptions text(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", name)));
    }

    private String claim() {
        return biller.post(
                        "/api/claims",
                        "{\"patientId\":\"" + clinic.patient() + "\",\"payer\":\"Aetna\",\"totalCharges\":15000}")
                .id();
    }

    private void deny(String claim, String reason) {
        String path = "/api/claims/" + claim + "/status";
        biller.post(path, "{\"status\":\"submitted\"}");
        biller.post(path, "{\"status\":\"denied\",\"reason\":\"" + reason + "\"}");
    }
}
