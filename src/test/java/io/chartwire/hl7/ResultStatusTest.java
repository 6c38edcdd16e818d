package io.chartwire.hl7;

import static org.assertj.core.api.Assertions.assertThat;

import io.chartwire.hl7.ResultStatus.OrderStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultStatusTest {

    /** Orders as OBR-25, a colon, and the OBX-11 of each observation; a dash is an empty one. */
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "F:F,          F",
        "P:P,          P",
        "P:F,          P",
        "F:P,          F",
        "C:F,          C",
        "C:C,          C",
        "F:C,          C",
        "X:X,          X",
        "X:,           X",
        "I:,           P",
        "S:P,          P",
        "A:F,          P",
        "R:R,          P",
        "-:F,          F",
        "-:P,          P",
        "-:I R,        P",
        "-:P F,        F",
        "-:C F,        C",
        "-:X,          X",
        "-:W,          W",
        "-:D,          D",
        "F:W W,        W",
        "C:D D,        D",
        "F:W F,        F",
        "F:W D,        W",
        "F:D X,        D",
        "F:X D F,      F",
        "F:W P:D,      W",
        "-:-,          F",
        "-:,           N",
        "N:,           P",
        "F:N,          N",
        "-:N X,        X",
        "-:N F,        F",
        "F:F -:,       F",
        "-:B,          F",
        "-:B P,        F",
        "-:U,          F",
        "W:F,          F",
        "D:P,          P",
        "F:F P:P,      F",
        "P:P I:,       P",
        "F:F X:,       F",
        "X:X P:P,      P",
        "C:F P:P,      C",
        "Y:F,          F"
    })
    void decides_for_the_whole_report(String orders, ResultStatus status) {
        assertThat(ResultStatus.overall(orders(orders))).isEqualTo(status);
    }

    private static List<OrderStatus> orders(String drawing) {
        List<OrderStatus> orders = new ArrayList<>();
        for (String word : drawing.split(" ")) {
            int colon = word.indexOf(':');
            if (colon < 0) {
                orders.get(orders.size() - 1).obx11().add(empty(word));
            } else {
                List<String> obx11 =
                        new ArrayList<>(Arrays.asList(word.substring(colon + 1).split(":")));
                obx11.removeIf(String::isEmpty);
                obx11.replaceAll(ResultStatusTest::empty);
                orders.add(new OrderStatus(empty(word.substring(0, colon)), obx11));
            }
        }
        return orders;
    }

    private static String empty(String letter) {
        return letter.equals("-") ? "" : letter;
    }
}
