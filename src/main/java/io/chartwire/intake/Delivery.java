package io.chartwire.intake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chartwire.hl7.Acknowledgement;
import io.chartwire.hl7.Hl7Message;
import io.chartwire.hl7.Hl7Rejection;
import io.chartwire.hl7.Hl7Text;
import io.chartwire.hl7.Outcome;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * One message on its way in: what a statement stores of it, and the answers that the statement stores with it.
 *
 * @param tenant whose it is; null when nobody's, and then it is not kept
 * @param message null when the bytes are no message
 * @param why what its answer says; null when it is accepted
 * @param document the delivery as the statements read it
 * @param content the bytes as received
 */
public record Delivery(
        String tenant,
        Kind kind,
        Hl7Message message,
        Outcome outcome,
        Hl7Rejection why,
        ObjectNode document,
        byte[] content) {

    /** What a route chooses the statement by. */
    public enum Kind {
        RESULT,
        /** A laboratory takes back results that it sent before, and may send others. */
        WITHDRAWAL,
        PATIENT,
        APPOINTMENT,
        /** Kept and not acted on: rejected or failed. */
        UNPROCESSED,
        /** Answered and not kept. */
        NOBODYS,
        /** As {@link #NOBODYS}, and the connection is closed. */
        OVERSIZED
    }

    public Delivery {
        ArrayNode acks = document.putArray("acks");
        for (Acknowledgement answer : answers(message, outcome, why)) {
            acks.addObject().put("code", answer.code().name()).put("text", answer.text());
        }
        document.put("charset", charset(message).name());
        Hl7Text text = message == null ? Hl7Text.decode(content) : message.text();
        if (!standsAsUtf8(content, text.charset())) {
            document.put("text", text.text());
        }
    }

    /** The document as the parameter of a statement. */
    public String request() {
        return document.toString();
    }

    /** The bytes as the parameter of a statement. */
    public String raw() {
        return Base64.getEncoder().encodeToString(content);
    }

    /** The answers of a message that is not kept. */
    public List<byte[]> answers() {
        return Answers.of(document);
    }

    /** The answers when the message could not be stored now. */
    public List<byte[]> notNow() {
        return answers(message, Outcome.FAILED, Hl7Rejection.notNow()).stream()
                .map(Acknowledgement::bytes)
                .toList();
    }

    /** The same message as one that failed for a reason that stays. */
    Delivery failed(String reason) {
        ObjectNode failed = document.deepCopy();
        failed.remove("report");
        failed.put("status", "failed").put("reason", reason);
        return new Delivery(tenant, Kind.UNPROCESSED, message, Outcome.FAILED, Hl7Rejection.notNow(), failed, content);
    }

    /** Without what it holds, which is a patient's. */
    @Override
    public String toString() {
        return "Delivery[" + kind + ", " + content.length + " bytes]";
    }

    private static List<Acknowledgement> answers(Hl7Message message, Outcome outcome, Hl7Rejection why) {
        return message == null
                ? List.of(Acknowledgement.unreadable(outcome, why))
                : Acknowledgement.answers(message, outcome, why);
    }

    /** Whether the bytes read as UTF-8 are the text, so that a search finds it in them. */
    private static boolean standsAsUtf8(byte[] content, Charset charset) {
        boolean utf8 = charset.equals(StandardCharsets.UTF_8);
        if (!utf8
                && !charset.equals(StandardCharsets.US_ASCII)
                && !charset.name().startsWith("ISO-8859")) {
            return false;
        }
        for (byte next : content) {
            if (next == 0 || next < 0 && !utf8) {
                return false;
            }
        }
        return true;
    }

    private static Charset charset(Hl7Message message) {
        return message == null ? StandardCharsets.UTF_8 : message.text().charset();
    }
}
