package io.chartwire.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.ByteBudget;
import io.chartwire.hl7.LargeFrame;
import io.chartwire.hl7.MllpFrameDecoder;
import io.chartwire.hl7.MllpFrameEncoder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MllpPaceTest {
    private static final int MOST_WAITING = 16;
    private static final int LARGEST = 32 * 1024 * 1024;
    private static final List<byte[]> ANSWER = List.of("ACK".getBytes(StandardCharsets.US_ASCII));

    private final ByteBudget budget = new ByteBudget(4 * 1024 * 1024);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final IntakeMeters intake = new IntakeMeters(meters);
    private final LabChannel channel = LabChannel.from(
            "10.0.0.1",
            new MllpFrameEncoder(),
            new MllpFrameDecoder(LARGEST, budget, Duration.ofSeconds(30)),
            new MllpPace(intake, new RefusedConnections(intake, entry -> {})));

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void hands_on_what_came_with_its_peer() {
        receive("\u000Babc\u001C\r");

        Frame frame = channel.readInbound();
        assertThat((byte[]) frame.content()).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(frame.peer().address().getHostString()).isEqualTo("10.0.0.1");
        assertThat(frame.peer().subject()).isEmpty();
        assertThat(frame).asString().doesNotContain("abc");
    }

    @Test
    void reads_on_only_when_the_sender_takes_its_answers() {
        for (int count = 0; count < MOST_WAITING; count++) {
            receive("\u000Babc\u001C\r");
        }
        assertThat(channel.config().isAutoRead()).isFalse();

        for (int count = 0; count < MOST_WAITING; count++) {
            channel.write(ANSWER);
        }
        assertThat(channel.config().isAutoRead()).as("written, but not taken").isFalse();

        channel.flushOutbound();
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void reads_no_further_behind_a_large_message() {
        receive("\u000B" + "x".repeat(2 * 1024 * 1024) + "\u001C\r");
        assertThat(channel.config().isAutoRead()).isFalse();

        channel.writeOutbound(ANSWER);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void keeps_a_large_message_with_its_connection_until_it_is_its_turn() {
        ByteBudget.Claim others = budget.claim();
        others.grow(4 * 1024 * 1024, () -> {});
        receive("\u000Babc\u001C\r\u000B" + "x".repeat(200_000));
        Frame small = channel.readInbound();
        assertThat(small.content()).isInstanceOf(byte[].class);
        channel.writeOutbound(ANSWER);
        assertThat(channel.config().isAutoRead())
                .as("answered, and the next waits")
                .isFalse();
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        assertThat(channel.isOpen()).as("the hub is slow, not the sender").isTrue();

        others.release();
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
        receive("x".repeat(200_000) + "\u001C\r");
        Frame large = channel.readInbound();
        assertThat(((LargeFrame) large.content()).content()).hasSize(400_000);
        assertThat(budget.held()).as("to the end of its exchange").isGreaterThanOrEqualTo(400_000);
    }

    @Test
    void closes_when_a_large_message_takes_too_long() {
        receive("\u000B" + "x".repeat(200_000));
        channel.advanceTimeBy(30, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(budget.held()).isZero();
    }

    @Test
    void takes_no_answer_for_an_answer_too() {
        receive("\u000Babc\u001C\r");
        channel.writeOutbound(List.of());
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void closes_when_half_a_frame_is_followed_by_silence() {
        receive("\u000Babc\u001C\r");
        channel.writeOutbound(ANSWER);
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        assertThat(channel.isOpen()).as("silent between frames").isTrue();

        receive("\u000Bhalf");
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.READER_IDLE_STATE_EVENT);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closes_when_its_answers_are_not_taken() {
        receive("\u000Babc\u001C\r\u000Bdef\u001C\r");
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertThat(channel.isOpen()).as("the hub is slow, not the sender").isTrue();

        channel.write(ANSWER);
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        channel.flushOutbound();
        channel.write(ANSWER);
        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertThat(channel.isOpen()).as("it takes them, slowly").isTrue();

        channel.pipeline().fireUserEventTriggered(IdleStateEvent.WRITER_IDLE_STATE_EVENT);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void answers_a_sender_that_is_done_before_it_closes() {
        receive("\u000Babc\u001C\r");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(channel.isOpen()).isTrue();

        channel.writeOutbound(ANSWER);
        assertThat(channel.<Object>readOutbound()).isNotNull();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closes_when_all_that_comes_is_a_failure() {
        receive("\u000Babc\u001C\r");
        channel.writeOutbound(new IllegalStateException("of a route"));

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @Test
    void measures_from_the_frame_to_its_answer() {
        receive("\u000Babc\u001C\r");
        assertThat(meters.get("chartwire.hl7.latency").timer().count()).isZero();

        channel.writeOutbound(ANSWER);
        assertThat(meters.get("chartwire.hl7.latency").timer().count()).isOne();
    }

    private void receive(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
    }
}
