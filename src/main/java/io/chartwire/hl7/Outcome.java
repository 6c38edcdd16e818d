package io.chartwire.hl7;

/** What became of a message: stored; understood but not stored now; never to be accepted. */
public enum Outcome {
    ACCEPTED(AckCode.AA, AckCode.CA),
    FAILED(AckCode.AE, AckCode.CE),
    REJECTED(AckCode.AR, AckCode.CR);

    private final AckCode application;
    private final AckCode commit;

    Outcome(AckCode application, AckCode commit) {
        this.application = application;
        this.commit = commit;
    }

    public AckCode application() {
        return application;
    }

    public AckCode commit() {
        return commit;
    }
}
