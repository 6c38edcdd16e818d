package io.chartwire.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.chartwire.testing.Client;
import io.chartwire.testing.Clinic;
import io.chartwire.testing.RunningHub;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Requests and messages that fail in every way they can, full of a patient's data: none of it is in the log or in a refusal. */
class LogWithoutPhiIT {
    private static final String MARK = "ZZPHI";

    private final RunningHub hub = RunningHub.shared();
    private final Clinic clinic = hub.clinic();
    private final Client doctor = clinic.as("admin");
    private final Logger root =
            ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<String> answers = new ArrayList<>();

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stop() {
        root.detachAppender(log);
    }

    @Test
    void keeps_a_patients_data_to_itself_when_requests_fail() {
        String patient = "{\"firstName\":\"ZZPHI\",\"lastName\":\"ZZPHI\",\"mrn\":\"ZZPHI1\"";
        doctor.post("/api/patients", patient + "}");
        refused(400, doctor.post("/api/patients", patient + ",\"dob\":"));
        refused(409, doctor.post("/api/patients", patient + "}"));
        refused(400, doctor.post("/api/patients", patient.replace("ZZPHI1", "ZZPHI2") + ",\"dob\":\"ZZPHI\"}"));
        refused(400, doctor.get("/api/patients/ZZPHI"));
        refused(
                422,
                doctor.post(
                        "/api/claims",
                        "{\"patientId\":\"00000000-0000-7000-8000-000000000000\",\"payer\":\"ZZPHI\",\"totalCharges\":1}"));
        refused(401, doctor.withToken("ZZPHI.ZZPHI.ZZPHI").get("/api/patients"));
        refused(404, doctor.get("/api/ZZPHI"));
        refused(415, doctor.send("POST", "/api/patients", "ZZPHI", "Content-Type", "text/plain"));

        assertNothingTold();
    }

    @Test
    void keeps_a_patients_data_to_itself_when_the_database_refuses_and_when_messages_are_garbage() {
        Client lab = clinic.as("lab_interface");
        hub.sql("ALTER TABLE prior_auths ADD CONSTRAINT prior_auths_test CHECK (service_type <> 'ZZPHI') NOT VALID");
        try {
            answers.add(doctor.post(
                            "/api/prior-auths",
                            "{\"patientId\":\"" + clinic.patient() + "\",\"serviceType\":\"ZZPHI\"}")
                    .text());
        } finally {
            hub.sql("ALTER TABLE prior_auths DROP CONSTRAINT prior_auths_test");
        }
        for (String message : List.of(
                "ZZPHI",
                "MSH|^~\\&|ZZPHI|ZZPHI",
                "MSH|^~\\&|A|B|C|D|20260101||ORU^R01|1|P|2.5\rPID|1||ZZPHI^^^ZZPHI||ZZPHI^ZZPHI|\rOBX|ZZPHI")) {
            lab.send("POST", "/api/hl7", message, "Content-Type", "application/hl7-v2");
        }

        assertNothingTold();
    }

    private void refused(int status, Client.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        answers.add(answer.text());
    }

    private void assertNothingTold() {
        assertThat(answers).noneMatch(answer -> answer.contains(MARK));
        assertThat(List.copyOf(log.list).stream()
                        .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                        .filter(event ->
                                (event.getFormattedMessage() + thrown(event.getThrowableProxy())).contains(MARK)))
                .isEmpty();
    }

    private static String thrown(IThrowableProxy thrown) {
        return thrown == null ? "" : thrown.getMessage() + thrown(thrown.getCause());
    }
}
