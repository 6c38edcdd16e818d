package io.chartwire.socket;

import io.chartwire.identity.Audiences;
import java.util.Objects;

/** The text of an event as all sockets share it: whole, and once somebody needs it, without what tells of a patient. */
public final class Frame {
    private final String text;
    private volatile Open open;

    /** Made by a table of audiences; by another it is made anew. */
    private record Open(Audiences audiences, String text) {}

    public Frame(String text) {
        this.text = Objects.requireNonNull(text);
    }

    public String text() {
        return text;
    }

    /** The text for a token without {@code phi}. */
    String open(String resource, Audiences audiences) {
        Open known = open;
        if (known == null || known.audiences() != audiences) {
            known = new Open(audiences, audiences.openFields(resource).ofFrame(text));
            open = known;
        }
        return known.text();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && frame.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Without the text, which holds a patient's data. */
    @Override
    public String toString() {
        return "frame of " + text.length();
    }
}
