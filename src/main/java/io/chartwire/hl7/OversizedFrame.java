package io.chartwire.hl7;

/** Stands for a frame whose content went over the limit (bytes): the content itself is gone. */
public record OversizedFrame(int limit) {}
