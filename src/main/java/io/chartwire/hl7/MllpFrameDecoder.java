package io.chartwire.hl7;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ByteProcessor;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a byte stream into MLLP frames and hands on the content of each as {@code byte[]}.
 *
 * <p>A frame is {@code 0x0B content 0x1C 0x0D}. Tolerated: any split into segments, several frames in one, a missing
 * 0x0D, noise between frames, and a second 0x0B, which starts the frame again. Content over the limit (bytes) becomes
 * one {@link OversizedFrame} and everything after it on this connection is thrown away: its receiver answers and closes.
 * Half a frame stays half a frame; an idle handler closes its connection. Source: HL7 v2 Implementation Guide, MLLP 1.
 *
 * <p>A 0x1C ends a frame when a line end, a mark of a frame or nothing for a moment follows. With anything else behind it
 * it is content that a sender forgot to escape: ending there would cut a result short and accept it. Only when a 0x0B comes
 * before any other end was it the end after all, and noise what followed.
 *
 * <p>Each byte is looked at once, and is copied out of Netty's buffer at once, so a frame that arrives byte by byte
 * costs as much as one that arrives whole.
 */
public final class MllpFrameDecoder extends ByteToMessageDecoder {

    public static final int DEFAULT_LIMIT = 32 * 1024 * 1024;

    static final byte START = 0x0B;
    static final byte END = 0x1C;
    static final byte CARRIAGE_RETURN = 0x0D;

    static final int MISSING_END_MILLIS = 100;

    private static final int FIRST_SIZE = 1024;
    private static final byte[] NOTHING = new byte[0];

    private static final ByteProcessor NEITHER_START_NOR_END = value -> value != START && value != END;

    private enum State {
        BETWEEN,
        INSIDE,
        /** After a 0x1C: the next byte, or that there is none, says whether it ended the frame. */
        ENDING,
        OVER
    }

    private final int limit;
    private State state = State.BETWEEN;
    private byte[] content = NOTHING;
    private int length;
    /** Where in the content the first 0x1C is; -1 when there is none. */
    private int doubtfulEnd = -1;

    private Future<?> missingEnd;

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
                case ENDING -> {
                    stopWaiting();
                    Object frame = readEnding(in);
                    if (frame != null) {
                        out.add(frame);
                        return;
                    }
                }
                case OVER -> in.skipBytes(in.readableBytes());
            }
        }
        if (state == State.ENDING && missingEnd == null) {
            missingEnd = context.executor()
                    .schedule(() -> endWithoutCarriageReturn(context), MISSING_END_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        decode(context, in, out);
        stopWaiting();
        if (state == State.ENDING) {
            out.add(frame());
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        stopWaiting();
    }

    /** Whether a frame has begun and not ended: what an idle handler asks before it closes a connection. */
    public boolean insideFrame() {
        return state == State.INSIDE;
    }

    private void endWithoutCarriageReturn(ChannelHandlerContext context) {
        missingEnd = null;
        context.fireChannelRead(frame());
        context.fireChannelReadComplete();
    }

    private void stopWaiting() {
        if (missingEnd != null) {
            missingEnd.cancel(false);
            missingEnd = null;
        }
    }

    private void skipToStart(ByteBuf in) {
        int noise = in.bytesBefore(START);
        if (noise < 0) {
            in.skipBytes(in.readableBytes());
            return;
        }
        in.skipBytes(noise + 1);
        begin();
    }

    private void begin() {
        state = State.INSIDE;
        length = 0;
        doubtfulEnd = -1;
    }

    private Object readInside(ByteBuf in) {
        int mark = in.forEachByte(NEITHER_START_NOR_END);
        int count = mark < 0 ? in.readableBytes() : mark - in.readerIndex();
        if ((long) length + count > limit) {
            return tooLarge(in);
        }
        if (mark >= 0 && in.getByte(mark) == START) {
            in.skipBytes(count + 1);
            byte[] ended = doubtfulEnd < 0 ? null : Arrays.copyOf(content, doubtfulEnd);
            begin();
            return ended;
        }
        makeRoom(count);
        in.readBytes(content, length, count);
        length += count;
        if (mark >= 0) {
            in.skipBytes(1);
            state = State.ENDING;
        }
        return null;
    }

    private Object readEnding(ByteBuf in) {
        byte next = in.getByte(in.readerIndex());
        if (next == CARRIAGE_RETURN || next == '\n' || next == START || next == END) {
            in.skipBytes(1);
            byte[] frame = frame();
            if (next == START) {
                begin();
            }
            return frame;
        }
        if (!keepEnd()) {
            return tooLarge(in);
        }
        state = State.INSIDE;
        return null;
    }

    private byte[] frame() {
        byte[] frame = length == content.length ? content : Arrays.copyOf(content, length);
        state = State.BETWEEN;
        content = NOTHING;
        length = 0;
        return frame;
    }

    private OversizedFrame tooLarge(ByteBuf in) {
        in.skipBytes(in.readableBytes());
        state = State.OVER;
        content = NOTHING;
        return new OversizedFrame(limit);
    }

    /** Takes a 0x1C for content; false when the limit does not allow it. */
    private boolean keepEnd() {
        if (length == limit) {
            return false;
        }
        makeRoom(1);
        doubtfulEnd = doubtfulEnd < 0 ? length : doubtfulEnd;
        content[length++] = END;
        return true;
    }

    private void makeRoom(int count) {
        if (length + count > content.length) {
            long grown = Math.max(length + count, Math.max(FIRST_SIZE, content.length * 2L));
            content = Arrays.copyOf(content, (int) Math.min(limit, grown));
        }
    }
}
