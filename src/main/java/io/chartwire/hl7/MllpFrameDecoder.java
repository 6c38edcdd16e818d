package io.chartwire.hl7;

import io.chartwire.ByteBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ByteProcessor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a byte stream into MLLP frames and hands on the content of each as {@code byte[]}, that of a large one as a
 * {@link LargeFrame}.
 *
 * <p>A frame is {@code 0x0B content 0x1C 0x0D}. Tolerated: any split into segments, several frames in one, a missing
 * 0x0D, noise between frames, and a second 0x0B, which starts the frame again where one could start: before anything else
 * of the frame, or before a header segment, a byte-order mark or another 0x0B. Any other is content. Content over the limit (bytes) becomes
 * one {@link OversizedFrame} and everything after it on this connection is thrown away: its receiver answers and closes.
 * Half a frame stays half a frame; an idle handler closes its connection. Source: HL7 v2 Implementation Guide, MLLP 1.
 *
 * <p>A 0x1C ends a frame when a line end, a mark of a frame or nothing for a moment follows. With anything else behind it
 * it is content that a sender forgot to escape: ending there would cut a result short and accept it. Only when a 0x0B comes
 * before any other end, or nothing more after one byte, was it the end after all, and noise what followed.
 *
 * <p>A frame over {@value #UNCOUNTED} bytes grows as a {@link ByteBudget} lets it, and must end within a time; the handlers
 * behind it hear of it by {@link FrameProgress}, and must not read on while it waits.
 *
 * <p>Each byte but the few behind a doubtful 0x0B is looked at once, and is copied out of Netty's buffer at once, so a frame that arrives byte by byte
 * costs as much as one that arrives whole.
 */
public final class MllpFrameDecoder extends ByteToMessageDecoder {

    static final byte START = 0x0B;
    static final byte END = 0x1C;
    static final byte CARRIAGE_RETURN = 0x0D;

    static final int MISSING_END_MILLIS = 100;

    /** Longer, for a sender that pauses there in the middle of a value would lose the rest of it. */
    static final int FOREIGN_END_MILLIS = 1_000;

    static final int UNCOUNTED = 64 * 1024;

    private static final int FIRST_SIZE = 1024;
    private static final byte[] NOTHING = new byte[0];

    /** What a frame begins with, after blanks if any. */
    private static final List<byte[]> BEGINNINGS = List.of(
            new byte[] {'M', 'S', 'H'},
            new byte[] {'F', 'H', 'S'},
            new byte[] {'B', 'H', 'S'},
            new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF},
            new byte[] {(byte) 0xFE, (byte) 0xFF},
            new byte[] {(byte) 0xFF, (byte) 0xFE},
            new byte[] {START});

    private static final int MOST_BLANKS = 8;

    private enum Beginning {
        YES,
        NO,
        /** So far, and the bytes that would tell are not there yet. */
        PERHAPS
    }

    private static final ByteProcessor NEITHER_START_NOR_END = value -> value != START && value != END;

    private enum State {
        BETWEEN,
        INSIDE,
        /** After a 0x1C: the next byte, or that there is none, says whether it ended the frame. */
        ENDING,
        OVER
    }

    private final int limit;
    private final ByteBudget budget;
    private final Duration longest;
    private State state = State.BETWEEN;
    private byte[] content = NOTHING;
    private int length;
    /** Where in the content the first 0x1C is; -1 when there is none. */
    private int doubtfulEnd = -1;

    /** Of a large frame; null when it is none. */
    private ByteBudget.Claim claim;

    private boolean waiting;
    private Future<?> missingEnd;
    private Future<?> tooSlow;

    /**
     * @param limit the most bytes of content, the frame's own three not counted
     * @param budget shared by all connections
     * @param longest the time that a large frame may take from its first bytes to its end
     */
    public MllpFrameDecoder(int limit, ByteBudget budget, Duration longest) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        this.limit = limit;
        this.budget = budget;
        this.longest = longest;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.isReadable() && !waiting) {
            switch (state) {
                case BETWEEN -> skipToStart(in);
                case INSIDE -> {
                    stopWaiting();
                    int unread = in.readableBytes();
                    Object frame = readInside(context, in);
                    if (frame != null) {
                        out.add(frame);
                        return;
                    }
                    if (state == State.INSIDE && in.readableBytes() == unread) {
                        // At a doubtful 0x0B.
                        return;
                    }
                }
                case ENDING -> {
                    stopWaiting();
                    Object frame = readEnding(context, in);
                    if (frame != null) {
                        out.add(frame);
                        return;
                    }
                }
                case OVER -> in.skipBytes(in.readableBytes());
            }
        }
        if (missingEnd == null && !waiting && (state == State.ENDING || isPerhapsEnded())) {
            int millis = state == State.ENDING ? MISSING_END_MILLIS : FOREIGN_END_MILLIS;
            missingEnd =
                    context.executor().schedule(() -> endWithoutCarriageReturn(context), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether a 0x1C with one byte behind it, instead of a 0x0D, is the last that came. */
    private boolean isPerhapsEnded() {
        return state == State.INSIDE && doubtfulEnd >= 0 && length == doubtfulEnd + 2;
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        decode(context, in, out);
        stopWaiting();
        if (state == State.ENDING || isPerhapsEnded()) {
            out.add(lastFrame());
        }
    }

    /** Netty's decoder asks for more bytes after each that made no frame, even when nothing is to be read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        if (waiting) {
            context.fireChannelReadComplete();
        } else {
            super.channelReadComplete(context);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        stopWaiting();
        forget();
    }

    /** Whether the sender is to go on with a frame that it has begun: what an idle handler asks before it closes a connection. */
    public boolean insideFrame() {
        return state == State.INSIDE && !waiting;
    }

    private void endWithoutCarriageReturn(ChannelHandlerContext context) {
        missingEnd = null;
        context.fireChannelRead(lastFrame());
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

    private Object readInside(ChannelHandlerContext context, ByteBuf in) {
        int mark = in.forEachByte(NEITHER_START_NOR_END);
        int count = mark < 0 ? in.readableBytes() : mark - in.readerIndex();
        if ((long) length + count > limit) {
            return tooLarge(in);
        }
        boolean end = mark >= 0 && in.getByte(mark) == END;
        if (mark >= 0 && !end) {
            Beginning again = length + count == 0 || doubtfulEnd >= 0 ? Beginning.YES : beginningAt(in, mark + 1);
            if (again == Beginning.YES) {
                in.skipBytes(count + 1);
                Object ended = doubtfulEnd < 0 ? null : handOn(Arrays.copyOf(content, doubtfulEnd));
                begin();
                return ended;
            }
            if (again == Beginning.NO) {
                count++;
            }
        }
        if (length + count > limit) {
            return tooLarge(in);
        }
        if (!makeRoom(context, count)) {
            return null;
        }
        in.readBytes(content, length, count);
        length += count;
        if (end) {
            in.skipBytes(1);
            state = State.ENDING;
        }
        return null;
    }

    /** Whether a frame begins there. */
    private static Beginning beginningAt(ByteBuf in, int index) {
        int at = index;
        while (at < in.writerIndex() && at - index < MOST_BLANKS && isBlank(in.getByte(at))) {
            at++;
        }
        Beginning found = Beginning.NO;
        for (byte[] beginning : BEGINNINGS) {
            int there = Math.min(beginning.length, in.writerIndex() - at);
            int same = 0;
            while (same < there && in.getByte(at + same) == beginning[same]) {
                same++;
            }
            if (same == beginning.length) {
                return Beginning.YES;
            }
            if (same == there && there < beginning.length) {
                found = Beginning.PERHAPS;
            }
        }
        return found;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == CARRIAGE_RETURN || value == '\n';
    }

    private Object readEnding(ChannelHandlerContext context, ByteBuf in) {
        byte next = in.getByte(in.readerIndex());
        if (next == CARRIAGE_RETURN || next == '\n' || next == START || next == END) {
            in.skipBytes(1);
            Object frame = frame();
            if (next == START) {
                begin();
            }
            return frame;
        }
        if (length == limit) {
            return tooLarge(in);
        }
        if (makeRoom(context, 1)) {
            // No end: content.
            doubtfulEnd = doubtfulEnd < 0 ? length : doubtfulEnd;
            content[length++] = END;
            state = State.INSIDE;
        }
        return null;
    }

    /** What came before the end that no more follows. */
    private Object lastFrame() {
        length = doubtfulEnd >= 0 && state == State.INSIDE ? doubtfulEnd : length;
        return frame();
    }

    private Object frame() {
        Object frame = handOn(length == content.length ? content : Arrays.copyOf(content, length));
        state = State.BETWEEN;
        return frame;
    }

    private Object handOn(byte[] ended) {
        Object frame = claim == null ? ended : new LargeFrame(ended, claim);
        claim = null;
        forget();
        return frame;
    }

    private void forget() {
        content = NOTHING;
        length = 0;
        if (claim != null) {
            claim.release();
            claim = null;
        }
        if (tooSlow != null) {
            tooSlow.cancel(false);
            tooSlow = null;
        }
    }

    private OversizedFrame tooLarge(ByteBuf in) {
        in.skipBytes(in.readableBytes());
        state = State.OVER;
        forget();
        return new OversizedFrame(limit);
    }

    /** Makes room for so many bytes more; false when they have to wait for it. */
    private boolean makeRoom(ChannelHandlerContext context, int count) {
        if (length + count <= content.length) {
            return true;
        }
        int size = (int) Math.min(limit, Math.max(length + count, Math.max(FIRST_SIZE, content.length * 2L)));
        if (size > UNCOUNTED
                && !claim(context).grow(size, () -> context.executor().execute(() -> goOn(context, size)))) {
            waiting = true;
            context.fireUserEventTriggered(FrameProgress.WAITS);
            return false;
        }
        content = Arrays.copyOf(content, size);
        return true;
    }

    private ByteBudget.Claim claim(ChannelHandlerContext context) {
        if (claim == null) {
            claim = budget.claim();
            tooSlow = context.executor()
                    .schedule(
                            () -> context.fireUserEventTriggered(FrameProgress.TOO_SLOW),
                            longest.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
        return claim;
    }

    /** Goes on with what was read before it had to wait. */
    private void goOn(ChannelHandlerContext context, int size) {
        if (context.isRemoved()) {
            return;
        }
        waiting = false;
        content = Arrays.copyOf(content, size);
        context.fireUserEventTriggered(FrameProgress.GOES_ON);
        try {
            channelRead(context, Unpooled.EMPTY_BUFFER);
            channelReadComplete(context);
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }
}
