package io.tocsin.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The rules that stand beside the guide do what it says of them. */
class GuideRulesTest {

    @Test
    void theirTestsPass() {
        Shell.Result tested = new Shell(Path.of("../docs"), false).run("rules", "test", "--rules", "rules");
        assertEquals(ExitCode.DONE, tested.code(), tested.out() + tested.err());
    }

    @Test
    void nothingIsOddAboutThem() {
        Shell.Result checked = new Shell(Path.of("../docs"), false).run("rules", "check", "rules");
        assertEquals(ExitCode.DONE, checked.code(), checked.out() + checked.err());
    }
}
