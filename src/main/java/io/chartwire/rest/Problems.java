package io.chartwire.rest;

import io.chartwire.LoggedFailure;
import io.chartwire.database.PassingFailure;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what went wrong in a route into the problem that the client is told. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    /** {@code claims_patient_id_fkey}: the table, the column, and what kind of rule it is. */
    private static final Pattern CONSTRAINT = Pattern.compile("(?<column>\\w+)_(?:fkey|check|key)");

    private Problems() {}

    static Problem from(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem.problem();
            }
            if (cause instanceof SQLException sql) {
                return from(sql);
            }
        }
        LOG.error("A route failed: {}", LoggedFailure.of(failure));
        LOG.debug("The route's failure", failure);
        return Problem.of(500, "The hub failed to handle this request; nothing was changed");
    }

    private static Problem from(SQLException failure) {
        String state = Optional.ofNullable(failure.getSQLState()).orElse("");
        if (PassingFailure.is(failure)) {
            LOG.warn("The database is away or busy (SQL state {})", state);
            return Problem.of(503, "The database is away; nothing was changed, try again");
        }
        return switch (state) {
            case "23503" -> Problem.badField(422, pointer(failure), "There is no such object");
            case "23514" -> Problem.badField(422, pointer(failure), "The value is outside what is allowed");
            case "23502" -> Problem.badField(422, pointer(failure), "A value is needed");
            case "23505" -> new Problem(
                    409,
                    "Another object has this value already",
                    java.util.List.of(new Problem.FieldError(pointer(failure), "The value is taken")));
            case "22P02", "22007", "22008", "22003", "22001", "22P05", "22021" -> Problem.of(
                    400, "The request has a value of the wrong form or size");
            default -> {
                LOG.error("A statement failed: {}", LoggedFailure.of(failure));
                LOG.debug("The statement's failure", failure);
                yield Problem.of(500, "The hub failed to handle this request; nothing was changed");
            }
        };
    }

    private static String pointer(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        if (message == null) {
            return "#";
        }
        if (message.getColumn() != null) {
            return "#/" + camelCase(message.getColumn());
        }
        String name = Optional.ofNullable(message.getConstraint()).orElse("");
        String table = Optional.ofNullable(message.getTable()).orElse("");
        Matcher matcher = CONSTRAINT.matcher(name.startsWith(table + "_") ? name.substring(table.length() + 1) : name);
        return matcher.matches() ? "#/" + camelCase(matcher.group("column")) : "#";
    }

    private static String camelCase(String column) {
        return Pattern.compile("_([a-z])").matcher(column).replaceAll(found -> found.group(1)
                .toUpperCase(java.util.Locale.ROOT));
    }
}
