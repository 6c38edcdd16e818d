package io.chartwire.database;

import org.apache.camel.spi.PropertiesFunction;

/** Lets a route name a statement: {@code {{sql:claims/set-status}}} is the text of that file. */
public final class SqlFunction implements PropertiesFunction {
    private final SqlFiles statements;

    public SqlFunction(SqlFiles statements) {
        this.statements = statements;
    }

    @Override
    public String getName() {
        return "sql";
    }

    @Override
    public String apply(String name) {
        return statements.text(name);
    }

    @Override
    public boolean optional(String name) {
        return false;
    }
}
