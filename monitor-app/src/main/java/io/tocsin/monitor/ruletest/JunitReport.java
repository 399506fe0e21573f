package io.tocsin.monitor.ruletest;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results as JUnit's XML, which continuous integration shows: a suite for each file, a case for each test. */
public final class JunitReport {
    private static final double NS_PER_SECOND = 1e9;

    private JunitReport() {}

    /** The report, in XML 1.0 and meant for UTF-8. */
    public static String of(List<RuleTestResult> results) {
        Map<String, List<RuleTestResult>> byFile = new LinkedHashMap<>();
        results.forEach(each -> byFile.computeIfAbsent(each.test().file(), file -> new java.util.ArrayList<>())
                .add(each));
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            line(xml, 0);
            start(xml, "testsuites", "tocsin rules test", results);
            for (Map.Entry<String, List<RuleTestResult>> file : byFile.entrySet()) {
                line(xml, 1);
                start(xml, "testsuite", file.getKey(), file.getValue());
                for (RuleTestResult each : file.getValue()) {
                    writeCase(xml, each);
                }
                line(xml, 1);
                xml.writeEndElement();
            }
            line(xml, 0);
            xml.writeEndElement();
            line(xml, 0);
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return text.toString();
    }

    private static void start(XMLStreamWriter xml, String element, String name, List<RuleTestResult> results)
            throws XMLStreamException {
        long failed = results.stream().filter(each -> !each.passed()).count();
        xml.writeStartElement(element);
        xml.writeAttribute("name", clean(name));
        xml.writeAttribute("tests", Integer.toString(results.size()));
        xml.writeAttribute("failures", Long.toString(failed));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute(
                "time",
                seconds(results.stream().mapToLong(RuleTestResult::tookNs).sum()));
    }

    private static void writeCase(XMLStreamWriter xml, RuleTestResult result) throws XMLStreamException {
        line(xml, 2);
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", clean(result.test().name()));
        xml.writeAttribute("classname", clean(result.test().file()));
        xml.writeAttribute("file", clean(result.test().file()));
        xml.writeAttribute("line", Integer.toString(result.test().line()));
        xml.writeAttribute("time", seconds(result.tookNs()));
        if (!result.passed()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", clean(result.failures().get(0)));
            xml.writeCharacters(clean(String.join("\n", result.failures())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
        xml.writeCharacters("\n" + "  ".repeat(depth));
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.3f", ns / NS_PER_SECOND);
    }

    /** XML 1.0 has no way to write most control characters. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean allowed =
                    c == '\t' || c == '\n' || (c >= 0x20 && c < 0xD800) || (c > 0xDFFF && c != 0xFFFE && c != 0xFFFF);
            clean.appendCodePoint(allowed ? c : 0xFFFD);
        });
        return clean.toString();
    }
}
