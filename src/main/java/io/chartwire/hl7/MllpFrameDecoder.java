package io.chartwire.hl7;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ByteProcessor;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a byte stream into MLLP frames and hands on the content of each as {@code byte[]}.
 *
 * <p>A frame is {@code 0x0B content 0x1C 0x0D}. Tolerated: any split into segments, several frames in one, a missing
 * 0x0D, noise between frames, and a second 0x0B, which starts the frame again. Content over the limit (bytes) becomes
 * one {@link OversizedFrame} and everything after it on this connection is thrown away: its receiver answers and closes.
 * Half a frame stays half a frame; an idle handler closes its connection. Source: HL7 v2 Implementation Guide, MLLP 1.
 *
 * <p>Each byte is looked at once, and is copied out of Netty's buffer at once, so a frame that arrives byte by byte
 * costs as much as one that arrives whole.
 */
public final class MllpFrameDecoder extends ByteToMessageDecoder {

    public static final int DEFAULT_LIMIT = 32 * 1024 * 1024;

    static final byte START = 0x0B;
    static final byte END = 0x1C;
    static final byte CARRIAGE_RETURN = 0x0D;

    private static final int FIRST_SIZE = 1024;
    private static final byte[] NOTHING = new byte[0];

    private static final ByteProcessor NEITHER_START_NOR_END = value -> value != START && value != END;

    private enum State {
        BETWEEN,
        INSIDE,
        OVER
    }

    private final int limit;
    private State state = State.BETWEEN;
    private byte[] content = NOTHING;
    private int length;

    public MllpFrameDecoder() {
        this(DEFAULT_LIMIT);
    }

    /** Accepts content of at most {@code limit} bytes, the frame's own three bytes not counted. */
    public MllpFrameDecoder(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        this.limit = limit;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.isReadable()) {
            switch (state) {
                case BETWEEN -> skipToStart(in);
                case INSIDE -> {
                    Object frame = readInside(in);
                    if (frame != null) {
                        out.add(frame);
                        return;
                    }
                }
                case OVER -> in.skipBytes(in.readableBytes());
            }
        }
    }

    /** Whether a frame has begun and not ended: what an idle handler asks before it closes a connection. */
    public boolean insideFrame() {
        return state == State.INSIDE;
    }

    private void skipToStart(ByteBuf in) {
        int noise = in.bytesBefore(START);
        if (noise < 0) {
            in.skipBytes(in.readableBytes());
            return;
        }
        in.skipBytes(noise + 1);
        state = State.INSIDE;
        length = 0;
    }

    private Object readInside(ByteBuf in) {
        int mark = in.forEachByte(NEITHER_START_NOR_END);
        int count = mark < 0 ? in.readableBytes() : mark - in.readerIndex();
        if (mark >= 0 && in.getByte(mark) == START) {
            in.skipBytes(count + 1);
            length = 0;
            return null;
        }
        if ((long) length + count > limit) {
            in.skipBytes(in.readableBytes());
            state = State.OVER;
            content = NOTHING;
            return new OversizedFrame(limit);
        }
        append(in, count);
        if (mark < 0) {
            return null;
        }
        in.skipBytes(1);
        byte[] frame = Arrays.copyOf(content, length);
        state = State.BETWEEN;
        content = NOTHING;
        length = 0;
        return frame;
    }

    private void append(ByteBuf in, int count) {
        if (length + count > content.length) {
            long grown = Math.max(length + count, Math.max(FIRST_SIZE, content.length * 2L));
            content = Arrays.copyOf(content, (int) Math.min(limit, grown));
        }
        in.readBytes(content, length, count);
        length += count;
    }
}
