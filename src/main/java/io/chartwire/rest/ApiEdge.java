package io.chartwire.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import io.chartwire.identity.Audiences;
import io.chartwire.identity.BearerAuthentication;
import io.chartwire.identity.Identity;
import io.chartwire.identity.UnauthenticatedException;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/**
 * Lets a request in: who sends it, what it asks for by the contract, whether that role may, and whether it is well formed.
 *
 * <p>It needs the exchange because it empties it: headers and query, which clients write, go; the variables that routes and
 * statements read come, {@code tenant} and {@code actor} from the verified token alone.
 */
public final class ApiEdge implements Processor {
    /** Deeper and longer than anything in the contract, and far from what makes a parser slow. */
    private static final StreamReadConstraints BOUNDS = StreamReadConstraints.builder()
            .maxNestingDepth(64)
            .maxNumberLength(100)
            .maxNameLength(1_000)
            .maxTokenCount(30_000)
            .build();

    private static final ObjectMapper JSON = new ObjectMapper(
                    JsonFactory.builder().streamReadConstraints(BOUNDS).build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setNodeFactory(new WholeNumbers());

    /** 100.0 is an integer by JSON Schema, and no text of one to PostgreSQL. */
    private static final class WholeNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;
        /** Beyond it a double has no place for the digits of a whole number. */
        private static final double LARGEST = 1L << 53;

        @Override
        public NumericNode numberNode(double value) {
            return value == Math.rint(value) && Math.abs(value) <= LARGEST
                    ? numberNode((long) value)
                    : super.numberNode(value);
        }
    }

    private final Supplier<Contract> contract;
    private final Supplier<Audiences> audiences;
    private final BearerAuthentication authentication;
    private final RateLimits rates;
    private final Supplier<String> position;
    private final int maxJsonBytes;

    /**
     * @param position gives the resume token before which all is delivered
     * @param maxJsonBytes the largest JSON body
     */
    public ApiEdge(
            Supplier<Contract> contract,
            Supplier<Audiences> audiences,
            BearerAuthentication authentication,
            RateLimits rates,
            Supplier<String> position,
            int maxJsonBytes) {
        this.contract = contract;
        this.audiences = audiences;
        this.authentication = authentication;
        this.rates = rates;
        this.position = position;
        this.maxJsonBytes = maxJsonBytes;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        HttpServerRequest request = exchange.getMessage(HttpMessage.class).getRequest();
        byte[] body = exchange.getMessage().getBody(byte[].class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        // Taken before the statement runs, so that a list never holds less than its token says.
        exchange.setVariable("resume", position.get());
        exchange.setVariable("remote", request.remoteAddress().hostAddress());

        Identity identity = identify(request);
        exchange.setVariable("tenant", identity.tenant().value());
        exchange.setVariable("actor", identity.subject());
        rates.count(identity);
        Contract.Match match = contract.get().match(request.method().name(), request.path());
        Contract.Operation operation = match.operation();
        if (operation == null) {
            throw notFound(match, exchange);
        }
        exchange.setVariable("operation", operation.id());
        Audiences table = audiences.get();
        if (!table.mayCall(identity, operation.id(), operation.resource(), operation.writes())) {
            throw Problem.of(403, "None of the token's roles may do this").toException();
        }
        if (!table.seesPhi(identity)) {
            requireNoPhi(table, operation, request);
            exchange.setVariable(Redaction.OPEN_FIELDS, table.openFields(operation.resource()));
        }
        exchange.setVariable("actorName", identity.name());
        exchange.setVariable("roles", JSON.valueToTree(identity.roles()).toString());
        exchange.setVariable("caller", AuditedRequests.caller(exchange));
        setParameters(exchange, operation, request, match.pathParameters());
        if (operation.writes()) {
            setRequest(exchange, operation, request, body == null ? new byte[0] : body);
        }
    }

    private Identity identify(HttpServerRequest request) {
        try {
            return authentication.authenticate(
                    BearerAuthentication.token(request.getHeader("Authorization")),
                    request.remoteAddress().hostAddress());
        } catch (UnauthenticatedException e) {
            throw Problem.of(e.status(), e.getMessage()).toException();
        }
    }

    private static void requireNoPhi(Audiences table, Contract.Operation operation, HttpServerRequest request) {
        if (table.needsPhi(operation.id())) {
            throw Problem.of(403, "None of the token's roles may see patients' data")
                    .toException();
        }
        for (Contract.Parameter parameter : operation.parameters()) {
            if (table.searchesPhi(parameter.name()) && request.getParam(parameter.name()) != null) {
                throw Problem.of(403, "None of the token's roles may look for patients' data")
                        .toException();
            }
        }
    }

    private static ProblemException notFound(Contract.Match match, Exchange exchange) {
        if (match.allowed().isEmpty()) {
            return Problem.of(404, "There is nothing at this path").toException();
        }
        exchange.setVariable("allow", String.join(", ", match.allowed()));
        return Problem.of(405, "This path takes " + String.join(", ", match.allowed()))
                .toException();
    }

    private static void setParameters(
            Exchange exchange, Contract.Operation operation, HttpServerRequest request, Map<String, String> path) {
        List<Problem.FieldError> errors = new ArrayList<>();
        for (Contract.Parameter parameter : operation.parameters()) {
            String given =
                    parameter.in().equals("path") ? path.get(parameter.name()) : request.getParam(parameter.name());
            String value = given == null || given.isEmpty() ? parameter.defaultValue() : given;
            if (value == null && parameter.required()) {
                errors.add(new Problem.FieldError(parameter.name(), "is required"));
            } else if (value != null) {
                Contract.parameterErrors(parameter.schema(), value)
                        .forEach(error -> errors.add(new Problem.FieldError(parameter.name(), error)));
                exchange.setVariable(parameter.name(), value);
            }
        }
        if (!errors.isEmpty()) {
            throw new Problem(400, "A parameter of the request is not valid", errors).toException();
        }
    }

    private void setRequest(Exchange exchange, Contract.Operation operation, HttpServerRequest request, byte[] body) {
        if (exchange.getVariable("id") == null) {
            exchange.setVariable("id", Ids.next());
        }
        exchange.setVariable("newId", Ids.next());
        exchange.setVariable("path", request.path());
        exchange.setVariable("idempotencyKey", request.getHeader("Idempotency-Key"));
        exchange.setVariable("request", "{}");
        if (!operation.json() || operation.takesAsItIs(Contract.mediaType(request))) {
            exchange.setVariable("mediaType", requireMediaType(operation, request, true));
            exchange.getMessage().setBody(operation.json() && body.length == 0 ? null : body);
            return;
        }
        if (body.length > maxJsonBytes) {
            throw Problem.of(413, "A JSON body may have " + maxJsonBytes + " bytes")
                    .toException();
        }
        // A form's body does not come as bytes, but its length is told.
        requireMediaType(operation, request, body.length > 0 || declaresBody(request));
        if (body.length == 0 && operation.bodyRequired()) {
            throw Problem.of(400, "A JSON body is needed").toException();
        }
        JsonNode document = body.length == 0 ? JSON.createObjectNode() : parsed(body);
        List<Problem.FieldError> errors = Contract.errors(operation.body(), document);
        if (!errors.isEmpty()) {
            throw new Problem(400, "The request's body is not valid", errors).toException();
        }
        exchange.setVariable("request", document.toString());
    }

    private static boolean declaresBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length != null && !length.equals("0");
    }

    private static String requireMediaType(Contract.Operation operation, HttpServerRequest request, boolean hasBody) {
        String mediaType = Contract.mediaType(request);
        if (hasBody
                && !operation.mediaTypes().isEmpty()
                && !operation.mediaTypes().contains(mediaType)) {
            throw Problem.of(415, "The body must be " + String.join(" or ", operation.mediaTypes()))
                    .toException();
        }
        return mediaType;
    }

    /** The body as one JSON object; PostgreSQL cannot keep the character U+0000. */
    private static JsonNode parsed(byte[] body) {
        try {
            JsonNode document = JSON.readTree(body);
            if (!document.isObject()) {
                throw Problem.of(400, "The body must be a JSON object").toException();
            }
            if (new String(body, StandardCharsets.UTF_8).contains("\\u0000")) {
                throw Problem.of(400, "The body holds the character U+0000, which no field may have")
                        .toException();
            }
            return document;
        } catch (StreamConstraintsException e) {
            throw Problem.of(
                            400,
                            "The body is nested too deep, holds too many values, or a name or number that is too long")
                    .toException();
        } catch (JsonProcessingException e) {
            throw Problem.of(
                            400,
                            "The body is not valid JSON (line "
                                    + e.getLocation().getLineNr() + ", column "
                                    + e.getLocation().getColumnNr() + ")")
                    .toException();
        } catch (java.io.IOException e) {
            throw Problem.of(400, "The body is not valid JSON").toException();
        }
    }
}
