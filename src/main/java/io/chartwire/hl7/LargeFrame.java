package io.chartwire.hl7;

import io.chartwire.ByteBudget;

/**
 * A frame whose bytes are counted.
 *
 * @param claim to be released when nothing of the message is needed any more
 */
public record LargeFrame(byte[] content, ByteBudget.Claim claim) {}
