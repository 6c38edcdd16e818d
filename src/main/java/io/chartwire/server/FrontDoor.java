package io.chartwire.server;

import io.chartwire.ByteBudget;
import io.chartwire.Settings;
import io.chartwire.audit.AuditTrail;
import io.chartwire.audit.Entry;
import io.chartwire.identity.Identity;
import io.chartwire.rest.Problem;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.CorsHandler;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What holds for every request to the API before Camel sees it: headers that keep browsers from guessing and keeping, and limits
 * that hold before a body is in memory.
 *
 * <p>A body that is not JSON, an HL7 message, may be larger; who sends one must show a valid token before it is read.
 */
public final class FrontDoor {
    private static final int FIRST = -200;
    /** How long a large message may wait for its turn; less than its body may take to come. */
    private static final long TURN_MILLIS = 10_000;

    private static final int TOO_LARGE = 413;
    private static final String API = "/api/*";

    private final Handshake tokens;
    private final AuditTrail trail;
    private final Predicate<HttpServerRequest> takesMessage;
    private final long maxJsonBytes;
    private final long maxMessageBytes;
    private final ByteBudget largeMessages;
    private final Set<String> origins;
    private final BodyHandler json;
    private final BodyHandler messages;

    /**
     * @param trail takes who was refused before his body was read
     * @param takesMessage whether a request's body is one that is not JSON and that its operation takes
     * @param largeMessages what they may hold of memory at a time
     */
    public FrontDoor(
            Settings settings,
            Handshake tokens,
            AuditTrail trail,
            Predicate<HttpServerRequest> takesMessage,
            ByteBudget largeMessages) {
        this.tokens = tokens;
        this.trail = trail;
        this.takesMessage = takesMessage;
        this.maxJsonBytes = settings.number("chartwire.http.max-json-bytes");
        this.origins = Arrays.stream(settings.optional("chartwire.http.allowed-origins")
                        .orElse("")
                        .split(","))
                .map(String::strip)
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        this.json = bodies(maxJsonBytes);
        this.maxMessageBytes = settings.number("chartwire.hl7.max-bytes");
        this.messages = bodies(maxMessageBytes);
        this.largeMessages = largeMessages;
    }

    /** A form's files would be written to disk, so there are none. */
    private static BodyHandler bodies(long limit) {
        return BodyHandler.create(false).setBodyLimit(limit).setMergeFormAttributes(false);
    }

    public void guard(Router router) {
        router.route().order(FIRST).handler(FrontDoor::harden);
        router.route(API).order(FIRST + 1).handler(FrontDoor::keepPrivate);
        if (!origins.isEmpty()) {
            CorsHandler cors = crossOrigin();
            router.route(API).order(FIRST + 2).handler(context -> {
                String origin = context.request().getHeader(HttpHeaders.ORIGIN);
                if (origin != null && origins.contains(origin)) {
                    cors.handle(context);
                } else {
                    context.next();
                }
            });
        }
        router.route(API).order(FIRST + 3).handler(this::takeBody).failureHandler(this::failed);
    }

    private CorsHandler crossOrigin() {
        return CorsHandler.create()
                .addOrigins(List.copyOf(origins))
                .allowedMethods(
                        Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE))
                .allowedHeaders(Set.of("Authorization", "Content-Type", "Idempotency-Key"))
                .exposedHeaders(Set.of("Location", "Retry-After", "Chartwire-Resume"));
    }

    private static void harden(RoutingContext context) {
        HttpServerResponse answer = context.response().putHeader("X-Content-Type-Options", "nosniff");
        if (context.request().isSSL()) {
            answer.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
        context.next();
    }

    /** What a lab sends may be a page with a script in it; here it is shown as nothing of the hub's. */
    private static void keepPrivate(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
        context.next();
    }

    private void takeBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            // A few bytes can unpack to all of the memory.
            context.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
            enter(context, 415, () -> Refusals.answer(context, Problem.of(415, "The body must not be compressed")));
        } else if (!isLarge(request) || !takesMessage.test(request)) {
            json.handle(context);
        } else {
            request.pause();
            context.vertx().executeBlocking(() -> refusal(request), false).onComplete(checked -> {
                if (checked.failed()) {
                    context.fail(checked.cause());
                } else if (checked.result().isPresent()) {
                    refuse(context, checked.result().get());
                } else {
                    takeInTurn(context);
                }
            });
        }
    }

    private void failed(RoutingContext context) {
        if (context.statusCode() == TOO_LARGE) {
            enter(context, TOO_LARGE, context::next);
        } else {
            context.next();
        }
    }

    /** Enters in the audit log whose body was refused unread, and then answers. */
    private void enter(RoutingContext context, int status, Runnable answer) {
        HttpServerRequest request = context.request();
        Callable<Void> entry = () -> {
            Optional<Identity> sender = tokens.visitor(request).identity();
            trail.note(Entry.now(
                    sender.map(it -> it.tenant().value()).orElse(null),
                    sender.map(Identity::subject).orElse(null),
                    null,
                    null,
                    null,
                    status,
                    request.remoteAddress().hostAddress()));
            return null;
        };
        context.vertx().executeBlocking(entry, false).onFailure(context::fail).onSuccess(entered -> {
            if (!context.response().closed()) {
                answer.run();
            }
        });
    }

    /** Reads a large message when there is memory for it; until then it stays with its sender, for a while. */
    private void takeInTurn(RoutingContext context) {
        if (context.response().closed()) {
            // Nothing would tell of its end any more, and its claim would stay for ever.
            return;
        }
        ByteBudget.Claim claim = largeMessages.claim();
        context.addEndHandler(ended -> claim.release());
        Vertx vertx = context.vertx();
        Context loop = vertx.getOrCreateContext();
        long patience = vertx.setTimer(TURN_MILLIS, late -> {
            claim.release();
            refuse(context, Problem.of(503, "Other large messages are being taken; try again"));
        });
        Runnable read = () -> {
            if (vertx.cancelTimer(patience)) {
                messages.handle(context);
            }
        };
        long bytes = Math.min(length(context.request()), maxMessageBytes);
        if (claim.grow(bytes, () -> loop.runOnContext(granted -> read.run()))) {
            read.run();
        }
    }

    /** The body goes by unread, so that the connection can bring the next request. */
    private static void refuse(RoutingContext context, Problem problem) {
        Refusals.answer(context, problem);
        context.request().resume();
    }

    private boolean isLarge(HttpServerRequest request) {
        return length(request) > maxJsonBytes;
    }

    /** The length of the body; without limit when it is not told. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            if (length != null) {
                return Long.parseLong(length);
            }
            return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? Long.MAX_VALUE : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Why the body is not read; one whose body is read is entered in the audit log when it is answered. */
    private Optional<Problem> refusal(HttpServerRequest request) throws SQLException {
        Optional<Problem> refusal = tokens.visitor(request).refusal();
        if (refusal.isPresent()) {
            trail.record(Entry.now(
                    null,
                    null,
                    null,
                    null,
                    null,
                    refusal.get().status(),
                    request.remoteAddress().hostAddress()));
        }
        return refusal;
    }
}
