package io.chartwire.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells failures of the database that pass (away, busy, a deadlock) from those that come again with the same values. */
public final class PassingFailure {
    /** Connection, operator intervention, resources, transaction rollback, lock not available. */
    private static final Pattern STATES = Pattern.compile("(08|57|53|40).*|55P03|25006");

    private PassingFailure() {}

    public static boolean is(SQLException failure) {
        return failure instanceof SQLTransientConnectionException
                || STATES.matcher(Optional.ofNullable(failure.getSQLState()).orElse(""))
                        .matches();
    }
}
