package io.chartwire.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import io.chartwire.testing.SocketClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A transaction takes its number before another that commits first; a screen that was away meanwhile misses neither. */
class LateCommitIT {
    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private Connection late;
    private String tokenOfEvent;
    private String tokenOfHub;

    @BeforeEach
    void one_commits_while_one_that_began_earlier_is_still_at_it() throws SQLException {
        late = hub.hub().database().dedicated();
        late.setAutoCommit(false);
        register(late, "Late");
        try (SocketClient screen = clinic.socket("/ws", "admin");
                Connection early = hub.hub().database().dedicated()) {
            register(early, "Early");
            tokenOfEvent = screen.expect("patient:created").get(0).path("id").asText();
        }
        try (SocketClient screen = clinic.rawSocket("/ws", "admin")) {
            tokenOfHub = screen.expect("ready").get(0).path("resume").asText();
        }
    }

    @AfterEach
    void end() throws SQLException {
        late.rollback();
        late.close();
    }

    @Test
    void the_late_one_follows_the_token_of_the_early_ones_event() throws SQLException {
        late.commit();

        assertThat(followers(tokenOfEvent)).isEqualTo("Late");
    }

    /** As a login that is no superuser sees it: a hub that starts then looks for holes in the whole log. */
    @Test
    void a_writer_whose_beginning_the_server_does_not_show_may_be_as_old_as_the_log() throws SQLException {
        try (Connection start = hub.hub().database().dedicated();
                Statement statement = start.createStatement()) {
            start.setAutoCommit(false);
            statement.execute("ALTER FUNCTION oldest_writer_began() OWNER TO chartwire_tail");
            try (ResultSet began = statement.executeQuery("SELECT oldest_writer_began()")) {
                began.next();
                assertThat(began.getString(1)).isEqualTo("-infinity");
            }
            start.rollback();
        }
    }

    @Test
    void the_late_one_alone_follows_the_hubs_own_token() throws SQLException {
        assertThat(tokenOfHub).as("a token with a hole").contains("~");

        late.commit();

        assertThat(followers(tokenOfHub)).isEqualTo("Late");
    }

    @Test
    void nothing_follows_when_the_late_one_is_undone() throws SQLException {
        late.rollback();

        assertThat(followers(tokenOfEvent)).isEmpty();
        assertThat(followers(tokenOfHub)).isEmpty();
    }

    @Test
    void an_open_screen_hears_of_the_late_one_when_it_commits() throws SQLException {
        try (SocketClient screen = clinic.socket("/ws?since=" + tokenOfEvent, "admin")) {
            late.commit();

            assertThat(name(screen.expect("patient:created").get(0))).isEqualTo("Late");
        }
    }

    /** The first names of the patients whose events come before {@code ready} to a screen that comes back. */
    private String followers(String token) {
        StringBuilder names = new StringBuilder();
        try (SocketClient screen = clinic.rawSocket("/ws?since=" + token, "admin")) {
            for (JsonNode frame = screen.next(); !frame.path("event").asText().equals("ready"); frame = screen.next()) {
                names.append(name(frame));
            }
        }
        return names.toString();
    }

    private static String name(JsonNode frame) {
        return frame.path("data").path("patient").path("firstName").asText();
    }

    private void register(Connection connection, String firstName) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO patients (tenant_id, first_name, last_name) VALUES (?, ?, 'Doe')")) {
            statement.setString(1, clinic.tenant().value());
            statement.setString(2, firstName);
            statement.execute();
        }
    }
}
