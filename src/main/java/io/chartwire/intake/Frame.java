package io.chartwire.intake;

import io.chartwire.hl7.LargeFrame;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * What a connection brought, and who is at its other end.
 *
 * @param content {@code byte[]}, a {@link LargeFrame} or an {@link io.chartwire.hl7.OversizedFrame}
 */
record Frame(Object content, Peer peer) {

    /** The bytes; those of a large frame are held by the exchange to its end. */
    byte[] bytes(Exchange exchange) {
        if (content instanceof LargeFrame large) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    large.claim().release();
                }
            });
            return large.content();
        }
        return (byte[]) content;
    }

    /** Without the content, which is a patient's. */
    @Override
    public String toString() {
        return "Frame[" + peer + "]";
    }
}
