package io.chartwire.change;

import io.chartwire.database.PassingFailure;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Tells a route's failures that may pass, because something it needs is away or busy, from those that come again. */
final class Passing {
    private static final int TOO_MANY_REQUESTS = 429;

    private Passing() {}

    static boolean mayPass(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (passes(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean passes(Throwable cause) {
        if (cause instanceof SQLException sql) {
            return PassingFailure.is(sql);
        }
        if (cause instanceof HttpOperationFailedException http) {
            return http.getStatusCode() >= 500 || http.getStatusCode() == TOO_MANY_REQUESTS;
        }
        return cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof InterruptedIOException
                || cause instanceof HttpTimeoutException
                || cause instanceof TimeoutException
                || cause instanceof ExchangeTimedOutException;
    }
}
