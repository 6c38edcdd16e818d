package io.chartwire.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.testing.RunningHub;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DatabaseIT {
    private final Database database = RunningHub.shared().hub().database();

    /** A server that is gone without a word would else keep its thread for ever. */
    @Test
    void waits_for_no_server_for_ever() throws SQLException {
        try (Connection pooled = database.pool().getConnection();
                Connection read = database.tailPool().getConnection();
                Connection dedicated = database.dedicated()) {
            assertThat(pooled.getNetworkTimeout()).isPositive();
            assertThat(read.getNetworkTimeout()).isPositive();
            assertThat(dedicated.getNetworkTimeout()).isPositive();
        }
    }
}
