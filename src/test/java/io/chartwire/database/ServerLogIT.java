package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.HubLog;
import io.chartwire.testing.RunningHub;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a hub says of its server's log when it starts. */
class ServerLogIT {

    @Test
    void is_nothing_of_the_embedded_server_and_a_warning_of_one_that_quotes() throws SQLException {
        try (Connection connection = RunningHub.shared().hub().database().dedicated();
                var statement = connection.createStatement();
                HubLog log = HubLog.listen()) {
            ServerLog.check(connection);
            assertThat(log.lines()).isEmpty();

            for (String telling : List.of(
                    "log_min_messages = warning",
                    "log_error_verbosity = verbose",
                    "log_min_error_statement = error",
                    "log_statement = mod",
                    "log_min_duration_statement = 100")) {
                statement.execute("SET " + telling);
            }
            ServerLog.check(connection);
            assertThat(log.lines())
                    .containsExactly("The log of the PostgreSQL server may quote patients' data ("
                            + "log_error_verbosity = verbose, log_min_duration_statement = 100, log_min_error_statement = error, "
                            + "log_min_messages = warning, log_statement = mod); docs/operations.md says what to set");
        }
    }
}
