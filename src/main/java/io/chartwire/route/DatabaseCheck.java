package io.chartwire.route;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What a database says of a set that has no problems otherwise: whether it takes the set's tables and knows what statements name. */
public final class DatabaseCheck {
    private static final RouteSet NOTHING = RouteSet.of(List.of());

    private final OwnTables tables;
    private final DataSource database;

    /**
     * @param tables makes the tables of a set in the database
     * @param database prepares its statements
     */
    public DatabaseCheck(OwnTables tables, DataSource database) {
        this.tables = tables;
        this.database = database;
    }

    /** Makes the tables of a set, and says what is wrong with it then; nothing when it can run. */
    public List<Problem> problems(RouteSet set) throws IOException, SQLException {
        return problems(NOTHING, set);
    }

    /** As the other, for a set that comes after one whose tables are there. */
    List<Problem> problems(RouteSet before, RouteSet next) throws IOException, SQLException {
        List<Problem> problems = new ArrayList<>(tables.extend(before, next));
        if (problems.isEmpty()) {
            problems.addAll(StatementCheck.problems(next, database));
        }
        return problems.stream().distinct().sorted().toList();
    }

    /** Makes the tables of a set whose statements the database knew already; says what is wrong with them. */
    List<Problem> tables(RouteSet set) throws IOException {
        return tables.extend(NOTHING, set);
    }
}
