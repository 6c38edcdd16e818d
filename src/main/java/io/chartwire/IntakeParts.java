package io.chartwire;

import io.chartwire.hl7.MllpFrameDecoder;
import io.chartwire.hl7.MllpFrameEncoder;
import io.chartwire.intake.Answers;
import io.chartwire.intake.AuditedMessages;
import io.chartwire.intake.DeliveryVariables;
import io.chartwire.intake.Documents;
import io.chartwire.intake.Intake;
import io.chartwire.intake.IntakeMeters;
import io.chartwire.intake.MessageView;
import io.chartwire.intake.MllpConnections;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.netty.NettyComponent;

/** HL7 from laboratories: their connections, and what reads and answers their messages. */
final class IntakeParts {
    /** How long messages in flight may take to be answered when the hub stops; requests have as long after them. */
    private static final Duration DRAIN = Duration.ofSeconds(8);

    private IntakeParts() {}

    static void bind(Wiring wiring, ByteBudget largeMessages) {
        IntakeMeters meters = new IntakeMeters(wiring.meters());
        bindConnections(wiring, largeMessages, meters);
        wiring.bind(
                "intake",
                new Intake(
                        () -> wiring.definitions().senders(),
                        () -> wiring.definitions().pathology(),
                        () -> wiring.definitions().matching()));
        wiring.bind("deliveryVariables", new DeliveryVariables());
        wiring.bind("auditedMessages", new AuditedMessages(wiring.trail()));
        wiring.bind("answers", new Answers(meters));
        wiring.bind("messageView", new MessageView());
        wiring.bind("documents", new Documents());
    }

    private static void bindConnections(Wiring wiring, ByteBudget largeMessages, IntakeMeters meters) {
        Settings settings = wiring.settings();
        MllpConnections connections = new MllpConnections(
                settings.number("chartwire.mllp.max-connections"),
                settings.number("chartwire.mllp.idle-seconds"),
                () -> new MllpFrameDecoder(
                        settings.number("chartwire.hl7.max-bytes"),
                        largeMessages,
                        Duration.ofSeconds(settings.number("chartwire.mllp.frame-seconds"))),
                () -> wiring.definitions().senders(),
                meters,
                wiring.trail()::note);
        wiring.watchCertificate("mllp", connections::show);
        EventExecutorGroup workers = MllpConnections.workers(settings.number("chartwire.workers"));
        wiring.context().getComponent("netty", NettyComponent.class).setExecutorService(workers);
        wiring.parts().push(() -> workers.shutdownGracefully(0, 0, TimeUnit.SECONDS));
        wiring.parts().push(() -> connections.drain(DRAIN));
        wiring.bind("mllpAdmission", connections.admission());
        wiring.bind("mllpIdle", connections.idle());
        wiring.bind("mllpFrames", connections.frames());
        wiring.bind("mllpPace", connections.pace());
        wiring.bind("mllpEncoder", new MllpFrameEncoder());
    }
}
