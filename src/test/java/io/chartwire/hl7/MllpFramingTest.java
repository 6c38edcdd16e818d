package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.chartwire.ByteBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MllpFramingTest {

    private static final int LIMIT = 16;
    private static final int LARGEST = 32 * 1024 * 1024;

    static Stream<Arguments> streams() {
        return Stream.of(
                stream("one frame", "<abc>\r", "abc"),
                stream("several frames in one segment", "<a>\r<b>\r<c>\r", "a", "b", "c"),
                stream("no 0x0D after 0x1C", "<a><b>", "a", "b"),
                stream("line feeds between frames", "<a>\r\n\n<b>\r\r\n<c>\r", "a", "b", "c"),
                stream("noise before, between and after", "GET /<a>\rnoise<b>\r\0\0", "a", "b"),
                stream("second 0x0B at the start", "<<a>\r", "a"),
                stream("second 0x0B before a header restarts the frame", "<half of<MSHa>\r", "MSHa"),
                stream("second 0x0B before a batch restarts the frame", "<half<FHS>\r<half<BHS>\r", "FHS", "BHS"),
                stream("second 0x0B and blanks before a header", "<half of<\r\n MSHa>\r", "\r\n MSHa"),
                stream("second 0x0B before a byte-order mark", "<half<\u00EF\u00BB\u00BFa>\r", "\u00EF\u00BB\u00BFa"),
                stream("0x0B three times", "<half<<a>\r", "a"),
                stream("0x0B inside the content", "<a<b>\r<c>\r", "a<b", "c"),
                stream("0x0B inside the content before nearly a header", "<a<M<MSx<>\r<c>\r", "a<M<MSx<", "c"),
                stream("0x0B inside the content before a line end", "<a<\rOBX|2>\r", "a<\rOBX|2"),
                stream("0x0B as the byte over the limit", "<1234567890123456<7>\r<a>\r", "OVER"),
                stream("0x1C, one byte that is no line end, and no more", "<a>x", "a"),
                stream("0x1C twice", "<a>>\r<b>\r", "a", "b"),
                stream("0x1C inside the content", "<a>b>>c>\r<d>\r", "a>b", "d"),
                stream("0x1C inside the content, kept", "<a>b>\r<c>\n", "a>b", "c"),
                stream("0x1C, noise without a line end, and the next frame", "<a>noise<b>\r", "a", "b"),
                stream("no 0x0D after the last 0x1C", "<a>\r<b>", "a", "b"),
                stream("0x1C as the byte over the limit", "<1234567890123456>7>\r<a>\r", "OVER"),
                stream("a line feed for the carriage return", "<a>\n<b>\n", "a", "b"),
                stream("0x1C without a frame", ">\r<a>\r", "a"),
                stream("empty frame", "<>\r<a>\r", "", "a"),
                stream("segments inside keep their ends", "<a\rb\nc\r\n>\r", "a\rb\nc\r\n"),
                stream("half a frame, then silence", "<a>\r<half", "a"),
                stream("exactly the limit", "<1234567890123456>\r", "1234567890123456"),
                stream("over the limit, once, and nothing after it", "<12345678901234567>\r<a>\r", "OVER"),
                stream("over the limit and never ended", "<123456789012345678901234567890", "OVER"),
                stream("a restart counts from its own start", "<1234567890<MSH4567890>\r", "MSH4567890"),
                stream("nothing", ""));
    }

    private static Arguments stream(String name, String bytes, String... frames) {
        return Arguments.of(name, bytes, List.of(frames));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void gives_the_same_frames_whole_and_byte_by_byte(String name, String stream, List<String> frames) {
        List<String> contents = frames.stream()
                .map(frame -> frame.replace('>', '\u001C').replace('<', '\u000B'))
                .toList();
        assertThat(decode(LIMIT, bytes(stream), stream.length() + 1)).isEqualTo(contents);
        assertThat(decode(LIMIT, bytes(stream), 1)).isEqualTo(contents);
    }

    @Property(tries = 500)
    void gives_the_same_frames_wherever_the_stream_is_cut(@ForAll long seed) {
        byte[] stream = randomStream(new Random(seed), 400);
        List<String> whole = decode(64, stream, stream.length + 1);

        assertThat(decodeInRandomPieces(64, stream, new Random(seed))).isEqualTo(whole);
    }

    @Property(tries = 500)
    void decodes_what_it_encodes(@ForAll byte[] content) {
        EmbeddedChannel encoder = new EmbeddedChannel(new MllpFrameEncoder());
        encoder.writeOutbound((Object) content);
        ByteBuf framed = encoder.readOutbound();
        byte[] wire = new byte[framed.readableBytes()];
        framed.readBytes(wire).release();
        encoder.finishAndReleaseAll();

        String expected = latin(content).replace("\u000B", "").replace("\u001C", "");
        assertThat(decode(LARGEST, wire, 7)).containsExactly(expected);
    }

    @Test
    void knows_when_it_waits_for_the_rest_of_a_frame() {
        MllpFrameDecoder decoder = decoder(LARGEST);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);

        channel.writeInbound(Unpooled.wrappedBuffer(bytes("<half")));
        assertThat(decoder.insideFrame()).isTrue();

        channel.writeInbound(Unpooled.wrappedBuffer(bytes(" and half>\r")));
        assertThat(decoder.insideFrame()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void ends_a_frame_without_0x0D_after_a_moment() {
        EmbeddedChannel channel = new EmbeddedChannel(decoder(LARGEST));
        channel.freezeTime();
        channel.writeInbound(Unpooled.wrappedBuffer(bytes("<a>")));
        channel.runScheduledPendingTasks();
        assertThat(channel.<Object>readInbound()).isNull();

        channel.advanceTimeBy(MllpFrameDecoder.MISSING_END_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.<byte[]>readInbound()).isEqualTo(bytes("a"));

        channel.writeInbound(Unpooled.wrappedBuffer(bytes("\r<b>\r")));
        assertThat(channel.<byte[]>readInbound()).isEqualTo(bytes("b"));
        channel.finishAndReleaseAll();
    }

    @Test
    void ends_a_frame_with_another_byte_after_0x1C_after_a_longer_moment() {
        EmbeddedChannel channel = new EmbeddedChannel(decoder(LARGEST));
        channel.freezeTime();
        channel.writeInbound(Unpooled.wrappedBuffer(bytes("<a>\0")));
        channel.advanceTimeBy(MllpFrameDecoder.MISSING_END_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.<Object>readInbound()).isNull();

        channel.advanceTimeBy(MllpFrameDecoder.FOREIGN_END_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.<byte[]>readInbound()).isEqualTo(bytes("a"));
        channel.finishAndReleaseAll();
    }

    @Test
    void waits_no_longer_than_until_the_next_byte() {
        EmbeddedChannel channel = new EmbeddedChannel(decoder(LARGEST));
        channel.freezeTime();
        channel.writeInbound(Unpooled.wrappedBuffer(bytes("<a>")));
        channel.writeInbound(Unpooled.wrappedBuffer(bytes("b>\r")));
        channel.advanceTimeBy(MllpFrameDecoder.MISSING_END_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.<byte[]>readInbound()).isEqualTo(bytes("a>b"));
        assertThat(channel.<Object>readInbound()).isNull();
        channel.finishAndReleaseAll();
    }

    @Test
    void costs_no_more_for_a_frame_that_comes_byte_by_byte() {
        byte[] stream = bytes("<" + "x".repeat(2_000_000) + ">\r");

        assertTimeout(Duration.ofSeconds(10), () -> assertThat(decode(LARGEST, stream, 1))
                .hasSize(1));
    }

    @Test
    void takes_no_memory_beyond_the_limit() {
        EmbeddedChannel channel = new EmbeddedChannel(decoder(1024));
        byte[] piece = "x".repeat(1024 * 1024).getBytes(StandardCharsets.ISO_8859_1);
        channel.writeInbound(Unpooled.wrappedBuffer(bytes("<")));
        for (int i = 0; i < 2048; i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
        }

        assertThat(channel.<Object>readInbound()).isEqualTo(new OversizedFrame(1024));
        assertThat(channel.<Object>readInbound()).isNull();
        channel.finishAndReleaseAll();
    }

    static byte[] randomStream(Random random, int length) {
        byte[] stream = new byte[random.nextInt(length)];
        for (int i = 0; i < stream.length; i++) {
            int kind = random.nextInt(12);
            stream[i] = (byte) (kind == 0 ? 0x0B : kind == 1 ? 0x1C : kind == 2 ? 0x0D : random.nextInt(256));
        }
        return stream;
    }

    static List<String> decodeInRandomPieces(int limit, byte[] stream, Random random) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder(limit));
        int at = 0;
        while (at < stream.length) {
            int piece = Math.min(1 + random.nextInt(9), stream.length - at);
            channel.writeInbound(Unpooled.copiedBuffer(stream, at, piece));
            at += piece;
        }
        return frames(channel);
    }

    static List<String> decode(int limit, byte[] stream, int pieceSize) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder(limit));
        for (int at = 0; at < stream.length; at += pieceSize) {
            channel.writeInbound(Unpooled.copiedBuffer(stream, at, Math.min(pieceSize, stream.length - at)));
        }
        return frames(channel);
    }

    private static List<String> frames(EmbeddedChannel channel) {
        channel.finish();
        List<String> frames = new ArrayList<>();
        for (Object frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame instanceof byte[] content ? latin(content) : "OVER");
        }
        return frames;
    }

    /** {@code <} is 0x0B and {@code >} is 0x1C. */
    static byte[] bytes(String drawing) {
        return drawing.replace('<', '\u000B').replace('>', '\u001C').getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String latin(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    private static MllpFrameDecoder decoder(int limit) {
        return new MllpFrameDecoder(limit, new ByteBudget(LARGEST), Duration.ofMinutes(1));
    }
}
