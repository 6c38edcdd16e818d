package io.chartwire.hl7;

/** What a {@link MllpFrameDecoder} tells the handlers behind it, as a user event. */
public enum FrameProgress {
    /** The frame may not grow now: what the connection still reads is kept beside it. */
    WAITS,
    /** It grows again. */
    GOES_ON,
    /** A large frame has taken longer than it may. */
    TOO_SLOW
}
