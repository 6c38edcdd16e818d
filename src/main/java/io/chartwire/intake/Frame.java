package io.chartwire.intake;

/**
 * What a connection brought, and who is at its other end.
 *
 * @param content {@code byte[]} or an {@link io.chartwire.hl7.OversizedFrame}
 */
record Frame(Object content, Peer peer) {

    /** Without the content, which is a patient's. */
    @Override
    public String toString() {
        return "Frame[" + peer + "]";
    }
}
