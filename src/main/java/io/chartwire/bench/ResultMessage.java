package io.chartwire.bench;

import io.chartwire.Settings;
import io.chartwire.intake.Intake;
import io.chartwire.route.Definitions;
import io.chartwire.route.RouteSet;
import java.io.IOException;

/**
 * The laboratory result that the HL7 benchmark sends, of the shape and size of {@code oru-r01-lab-results-derm.hl7}; each has
 * a control id, a patient and an order of its own.
 *
 * @param frame the message in its MLLP frame; {@link Exchanges#NUMBER} stands for its number
 * @param request what the hub's statement is given for it, with the same mark
 */
record ResultMessage(String frame, String request) {
    static final String TEXT =
            """
            MSH|^~\\&|LAB_SYSTEM|GENERAL_HOSPITAL|DERM_EHR|DERM_CLINIC|20250108143000||ORU^R01|MSG########|P|2.5
            PID|1||PAT########^^^MRN||DOE^JOHN^MICHAEL^JR^DR||19800515|M|||123 MAIN ST^^SPRINGFIELD^IL^62701^USA||555-123-4567
            OBR|1|BIOPSY########|BIOPSY########|8251-1^SKIN BIOPSY^LN|||20250105140000|20250108120000
            OBX|1|TX|8251-1^Skin Biopsy^LN||SPECIMEN: Left forearm skin biopsy|||||||F|||20250108120000
            OBX|2|TX|22636-3^Pathology Report^LN||DIAGNOSIS: Basal cell carcinoma, nodular type|||||||F|||20250108120000
            OBX|3|TX|22637-1^Microscopic Observation^LN||Islands and nests of basaloid cells with peripheral palisading. No perineural invasion identified.|||||||F|||20250108120000
            OBX|4|TX|22638-9^Recommendation^LN||Complete excision recommended with clear margins|||||||F|||20250108120000
            """;
    private static final String START = "\u000b";
    private static final String END = "\u001c\r";

    static ResultMessage of(Settings settings) throws IOException {
        String content = TEXT.replace('\n', '\r');
        Definitions definitions = Definitions.of(RouteSet.read(settings.routes()));
        String request = new Intake(definitions::senders, definitions::pathology, definitions::matching)
                .read(content.getBytes(java.nio.charset.StandardCharsets.UTF_8), "demo", "mllp", null)
                .request();
        return new ResultMessage(START + content + END, request);
    }

    /** Patients and open orders for the numbers 1 to {@code count}. */
    static String orders(String tenant, int count) {
        return """
                INSERT INTO patients (tenant_id, id, mrn, first_name, last_name, dob)
                SELECT '%1$s', ('01960000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
                       'PAT' || lpad(n::text, 8, '0'), 'John', 'Doe', '1980-05-15'
                FROM generate_series(1, %2$d) AS n;
                INSERT INTO biopsies (tenant_id, id, patient_id, ordering_provider_id, order_number, status, body_location,
                                      specimen_type, path_lab)
                SELECT '%1$s', ('01970000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
                       ('01960000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
                       (SELECT id FROM providers WHERE tenant_id = '%1$s' LIMIT 1),
                       'BIOPSY' || lpad(n::text, 8, '0'), 'sent', 'Left forearm', 'punch', 'General Hospital'
                FROM generate_series(1, %2$d) AS n;
                """
                .formatted(tenant, count);
    }
}
