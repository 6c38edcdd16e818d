package io.chartwire.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.LoggedFailure;
import io.chartwire.database.PassingFailure;
import io.chartwire.hl7.AdtUpdate;
import io.chartwire.hl7.ContentHash;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.hl7.Hl7Rejection;
import io.chartwire.hl7.OruReport;
import io.chartwire.hl7.Outcome;
import io.chartwire.hl7.OversizedFrame;
import io.chartwire.hl7.PathologyMapping;
import io.chartwire.hl7.SiuAppointment;
import io.chartwire.hl7.UnchangedParts;
import io.chartwire.identity.TenantId;
import io.chartwire.intake.Delivery.Kind;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a frame: whose it is, what it is, and what it will be answered once it is stored. */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    /** Unique key, serialization, deadlock. */
    private static final Pattern COLLISION = Pattern.compile("23505|40001|40P01");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_HEADER = 4096;
    private static final byte[] NOTHING = new byte[0];

    private final Supplier<Senders> senders;
    private final Supplier<PathologyMapping> mapping;
    private final Supplier<Matching> matching;

    public Intake(Supplier<Senders> senders, Supplier<PathologyMapping> mapping, Supplier<Matching> matching) {
        this.senders = senders;
        this.mapping = mapping;
        this.matching = matching;
    }

    /**
     * Reads what a connection brought; never fails, whatever the bytes.
     *
     * @param received the bytes, over HTTP; a {@link Frame}, over MLLP
     * @param tenant the tenant of the token, over HTTP; null over MLLP, where the table of senders tells
     */
    public Delivery read(
            @Body Object received,
            @Variable("tenant") String tenant,
            @Variable("source") String source,
            Exchange exchange) {
        Frame frame = received instanceof Frame framed ? framed : new Frame(received, null);
        if (frame.content() instanceof OversizedFrame oversized) {
            LOG.warn("A frame over {} bytes was refused and its connection closed", oversized.limit());
            return refused(
                    null, Kind.OVERSIZED, null, Hl7Rejection.tooLarge(oversized.limit()), newDocument(), NOTHING);
        }
        byte[] content = frame.bytes(exchange);
        try {
            return read(content, tenant, source, null, frame.peer());
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.error(
                    "A message of {} bytes could not be read and is answered AE: {}",
                    content.length,
                    LoggedFailure.of(e));
            return unread(content);
        }
    }

    /** Reads a stored message anew because a person asks for it, so that it may also be one that a person closed. */
    public Delivery asked(
            @Body String stored,
            @Variable("id") String id,
            @Variable("tenant") String tenant,
            @Variable("actor") String actor)
            throws JsonProcessingException {
        Delivery delivery = again(stored, tenant, actor);
        delivery.document().put("askedId", id);
        return delivery;
    }

    /** Reads a stored message anew, by the mapping as it now is; {@code stored} holds its bytes and its source. */
    public Delivery again(@Body String stored, @Variable("tenant") String tenant, @Variable("actor") String actor)
            throws JsonProcessingException {
        JsonNode message = JSON.readTree(stored);
        byte[] content = Base64.getMimeDecoder().decode(message.path("base64").asText());
        return read(content, tenant, message.path("source").asText(), actor, null);
    }

    /** Whether a message is no tenant's, so that nothing of it is kept. */
    public boolean isNobodys(@Variable("delivery") Delivery delivery) {
        return delivery.tenant() == null;
    }

    /** Whether a frame was over the limit, after which its connection is closed. */
    public boolean isOversized(@Variable("delivery") Delivery delivery) {
        return delivery.kind() == Kind.OVERSIZED;
    }

    /** Reads an edited copy of the message {@code stored}, whose id is {@code original}. */
    public Delivery edited(
            @Body String stored,
            @Variable("raw") byte[] content,
            @Variable("id") String original,
            @Variable("tenant") String tenant,
            @Variable("actor") String actor)
            throws JsonProcessingException {
        Delivery copy = read(content, tenant, "http", actor, null);
        copy.document().put("originalId", original);
        if (copy.document().path("report") instanceof ObjectNode report) {
            UnchangedParts.mark(report, again(stored, tenant, actor).document().path("report"));
        }
        return copy;
    }

    /** Whether a failure came of another message at the same moment, so that a second try will do. */
    public boolean collided(@ExchangeException SQLException failure) {
        return failure != null
                && COLLISION.matcher(String.valueOf(failure.getSQLState())).matches();
    }

    /** Whether the database could not take the message now. */
    public boolean passes(@ExchangeException SQLException failure) {
        return failure != null && PassingFailure.is(failure);
    }

    /** The delivery as one that failed for a reason that stays, told without any of its data. */
    public Delivery failed(@Variable("delivery") Delivery delivery, @ExchangeException Exception failure) {
        String state = failure instanceof SQLException sql ? " (SQL state " + sql.getSQLState() + ")" : "";
        String reason = "The hub could not process it: " + failure.getClass().getSimpleName() + state;
        LOG.error("A message failed and is kept: {}", LoggedFailure.of(failure));
        return delivery.failed(reason);
    }

    /** An answer to what could not be read now, by its first segment alone; the sender keeps the message. */
    private static Delivery unread(byte[] content) {
        int end = 0;
        while (end < Math.min(content.length, LONGEST_HEADER) && content[end] != '\r' && content[end] != '\n') {
            end++;
        }
        Hl7Message header;
        try {
            header = Hl7Message.read(Arrays.copyOf(content, end));
        } catch (RuntimeException e) {
            header = null;
        }
        ObjectNode document = newDocument().put("status", "failed");
        return new Delivery(null, Kind.NOBODYS, header, Outcome.FAILED, Hl7Rejection.notNow(), document, NOTHING);
    }

    private Delivery read(byte[] content, String given, String source, String actor, Peer peer) {
        ObjectNode document = newDocument();
        document.put("source", source);
        document.put("contentHash", ContentHash.of(content));
        document.put("actor", actor);
        document.put("controlId", "").put("sender", "");
        Hl7Message message;
        try {
            message = Hl7Message.read(content);
        } catch (Hl7Rejection why) {
            return refused(tenantOf(given, null, peer), Kind.UNPROCESSED, null, why, document, content);
        }
        document.put("controlId", shortened(message.controlId()));
        document.put("sender", joined(message.sendingApplication(), message.sendingFacility()));
        document.put("messageType", joined(message.messageType(), message.trigger()));
        document.put("version", shortened(message.version()));
        document.put("charsetMismatch", !message.text().asDeclared());
        String tenant = tenantOf(given, message, peer);
        if (tenant == null) {
            LOG.warn("A message of an unknown sender was refused");
            return refused(null, Kind.NOBODYS, message, Hl7Rejection.unknownSender(), document, content);
        }
        Optional<Hl7Rejection> rejection = message.rejection();
        if (rejection.isPresent()) {
            return refused(tenant, Kind.UNPROCESSED, message, rejection.get(), document, content);
        }
        ObjectNode report = report(message);
        matching.get().writeTo(report, tenant, message);
        document.set("report", report);
        return new Delivery(tenant, kind(message, report), message, Outcome.ACCEPTED, null, document, content);
    }

    private ObjectNode report(Hl7Message message) {
        return switch (message.kind()) {
            case RESULT -> OruReport.of(message, mapping.get()).toJson();
            case PATIENT -> new AdtUpdate(message).toJson();
            case APPOINTMENT -> new SiuAppointment(message).toJson();
            case OTHER -> throw new IllegalStateException("a message that is for nothing is rejected before");
        };
    }

    private static Kind kind(Hl7Message message, JsonNode report) {
        return switch (message.kind()) {
            case RESULT -> OruReport.takesBack(report) ? Kind.WITHDRAWAL : Kind.RESULT;
            case PATIENT -> Kind.PATIENT;
            case APPOINTMENT -> Kind.APPOINTMENT;
            case OTHER -> Kind.UNPROCESSED;
        };
    }

    private String tenantOf(String given, Hl7Message message, Peer peer) {
        return given != null
                ? given
                : senders.get().tenantOf(message, peer).map(TenantId::value).orElse(null);
    }

    /** A refusal; of nobody's message nothing is kept. */
    private static Delivery refused(
            String tenant, Kind kind, Hl7Message message, Hl7Rejection why, ObjectNode document, byte[] content) {
        document.put("status", "rejected").put("reason", why.sentence());
        Kind kept = tenant == null && kind == Kind.UNPROCESSED ? Kind.NOBODYS : kind;
        return new Delivery(tenant, kept, message, Outcome.REJECTED, why, document, content);
    }

    private static String joined(String first, String second) {
        return second.isEmpty() ? shortened(first) : shortened(first) + "^" + shortened(second);
    }

    /** What is longer is refused, and kept under a name that an index takes. */
    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), Hl7Message.LONGEST_IDENTIFIER));
    }

    private static ObjectNode newDocument() {
        return JsonNodeFactory.instance.objectNode();
    }
}
