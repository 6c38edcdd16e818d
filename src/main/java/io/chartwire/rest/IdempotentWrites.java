package io.chartwire.rest;

import io.chartwire.database.Queries;
import io.chartwire.database.SharedConnections;
import io.chartwire.database.SqlFiles;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Runs a write once for an {@code Idempotency-Key}: the key, the write and its answer are one transaction.
 *
 * <p>The same key with the same request gives the first answer again and writes nothing; with another request it is 422.
 * A refusal (4xx) is an answer too; a failure of the hub (5xx) is not, so that it can be tried again.
 */
public final class IdempotentWrites implements Policy {
    private static final int LONGEST_KEY = 255;

    private final DataSource pool;
    private final SharedConnections connections;
    private final Queries queries;

    public IdempotentWrites(DataSource pool, SharedConnections connections, SqlFiles statements) {
        this.pool = pool;
        this.connections = connections;
        this.queries = new Queries(() -> connections.open(pool), statements);
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
        // Nothing to prepare.
    }

    @Override
    public Processor wrap(Route route, Processor write) {
        // A delegate, so that Camel starts and stops the steps inside with the route.
        return new DelegateAsyncProcessor(write) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                String key = exchange.getVariable("idempotencyKey", String.class);
                if (key == null) {
                    return super.process(exchange, callback);
                }
                try {
                    once(key, exchange, write);
                } catch (Exception e) {
                    exchange.setException(e);
                }
                callback.done(true);
                return true;
            }
        };
    }

    private void once(String key, Exchange exchange, Processor write) throws Exception {
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw Problem.badField(400, "Idempotency-Key", "A key has 1 to " + LONGEST_KEY + " characters")
                    .toException();
        }
        Key id = new Key(exchange.getVariable("tenant", String.class), key, hash(exchange));
        try {
            connections.inTransaction(pool, () -> {
                if (claimed(id)) {
                    write.process(exchange);
                    requireSuccess(exchange);
                    keep(
                            id,
                            200,
                            exchange.getVariable("id", String.class),
                            exchange.getMessage().getBody(String.class));
                } else {
                    repeat(id, exchange);
                }
                return null;
            });
        } catch (Exception e) {
            Problem problem = Problems.from(e);
            if (problem.status() < 500) {
                keepRefusal(id, problem);
            }
            exchange.setException(problem.toException());
        }
    }

    /** An error handler inside the policy may have turned the failure into its answer already. */
    private static void requireSuccess(Exchange exchange) throws Exception {
        if (exchange.getException() != null) {
            throw exchange.getException();
        }
        Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        if (status != null && status >= 400) {
            throw Problem.parse(exchange.getMessage().getBody(String.class)).toException();
        }
    }

    private record Key(String tenant, String key, String requestHash) {}

    private boolean claimed(Key id) throws SQLException {
        return queries.of(
                id.tenant(),
                "idempotency/claim-key",
                Map.of("key", id.key(), "hash", id.requestHash()),
                ResultSet::next);
    }

    private void keep(Key id, int status, String objectId, String body) throws SQLException {
        queries.of(
                id.tenant(),
                "idempotency/keep-answer",
                Map.of("key", id.key(), "status", status, "objectId", objectId, "body", body),
                ResultSet::next);
    }

    private void keepRefusal(Key id, Problem problem) throws Exception {
        connections.inTransaction(pool, () -> {
            if (claimed(id)) {
                keep(id, problem.status(), "", problem.toJson());
            }
            return null;
        });
    }

    private void repeat(Key id, Exchange exchange) throws SQLException {
        queries.of(id.tenant(), "idempotency/read-answer", Map.of("key", id.key()), rows -> {
            if (!rows.next()) {
                throw Problem.of(503, "The first request with this Idempotency-Key is still being answered")
                        .toException();
            }
            if (!rows.getString("request_hash").equals(id.requestHash())) {
                throw Problem.badField(422, "Idempotency-Key", "The key was used for another request")
                        .toException();
            }
            if (rows.getInt("status") != 200) {
                throw Problem.parse(rows.getString("body")).toException();
            }
            exchange.setVariable("id", rows.getString("object_id"));
            exchange.setVariable(AuditedRequests.ENTRY, "request");
            exchange.getMessage().setBody(rows.getString("body"));
            return null;
        });
    }

    private static String hash(Exchange exchange) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String whole = exchange.getVariable("operation", String.class) + "\n"
                    + exchange.getVariable("path", String.class) + "\n" + exchange.getVariable("request", String.class);
            digest.update(whole.getBytes(StandardCharsets.UTF_8));
            byte[] content = exchange.getMessage().getBody(byte[].class);
            return HexFormat.of().formatHex(digest.digest(content == null ? new byte[0] : content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
