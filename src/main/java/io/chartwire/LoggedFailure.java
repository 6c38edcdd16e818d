package io.chartwire;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.StringJoiner;

/**
 * How the log tells a failure that may have met patients' data: by its types, the state of the database and the place, and
 * never by its messages. PostgreSQL, Jackson, jq and HAPI quote what they refuse.
 */
public final class LoggedFailure {
    private static final String OURS = "io.chartwire.";
    private static final int MOST_CAUSES = 5;

    private LoggedFailure() {}

    /** Such as {@code RuntimeCamelException of PSQLException (SQL state 22P02) at Intake.read(Intake.java:80)}. */
    public static String of(Throwable failure) {
        StringJoiner types = new StringJoiner(" of ");
        Throwable deepest = failure;
        int causes = 0;
        for (Throwable cause = failure; cause != null && causes < MOST_CAUSES; cause = cause.getCause()) {
            types.add(type(cause));
            deepest = cause;
            causes++;
        }
        return types + " at " + place(deepest);
    }

    private static String type(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return cause instanceof SQLException sql && sql.getSQLState() != null
                ? name + " (SQL state " + sql.getSQLState() + ")"
                : name;
    }

    /** The innermost place in this code, or where there is none, the innermost of all. */
    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return Arrays.stream(trace)
                .filter(step -> step.getClassName().startsWith(OURS))
                .findFirst()
                .or(() -> Arrays.stream(trace).findFirst())
                .map(LoggedFailure::brief)
                .orElse("an unknown place");
    }

    private static String brief(StackTraceElement step) {
        String name = step.getClassName();
        return name.substring(name.lastIndexOf('.') + 1) + "." + step.getMethodName() + "(" + step.getFileName() + ":"
                + step.getLineNumber() + ")";
    }
}
