package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// docs/dependencies.md names what the poms use, no more and no less.
class DependenciesTest {
    private static final Path ROOT = ShownDocument.projectRoot();
    private static final Pattern ARTIFACT = Pattern.compile("`([A-Za-z0-9_-]+)`");
    private static final Set<String> NOT_SHIPPED = Set.of("fixtures", "fixtures/postgres", "bench");

    private record Dependency(String module, String artifact, boolean test, boolean managed) {
        boolean shipped() {
            return !test && !NOT_SHIPPED.contains(module);
        }
    }

    @Test
    void whatIsShippedIsListed() throws Exception {
        assertThat(listed("## Shipped"))
                .isEqualTo(artifacts(used().stream().filter(Dependency::shipped).toList()));
    }

    @Test
    void whatOnlyTestsAndTheBuildUseIsListed() throws Exception {
        Set<String> rest = artifacts(used());
        rest.removeAll(listed("## Shipped"));
        assertThat(listed("## Tests and build only")).isEqualTo(rest);
    }

    @Test
    void noVersionIsKeptThatNobodyUses() throws Exception {
        Set<String> used = artifacts(used());
        assertThat(all())
                .filteredOn(Dependency::managed)
                .filteredOn(dependency -> !dependency.artifact().endsWith("-bom"))
                .allSatisfy(dependency -> assertThat(used).contains(dependency.artifact()));
    }

    private static Set<String> listed(String heading) throws IOException {
        String text = Files.readString(ROOT.resolve("docs/dependencies.md"));
        String section =
                text.substring(text.indexOf(heading) + heading.length()).split("\n## ")[0];
        Set<String> found = new TreeSet<>();
        section.lines().filter(line -> line.startsWith("|")).forEach(line -> {
            Matcher matcher = ARTIFACT.matcher(line.split("\\|")[1]);
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
        });
        return found;
    }

    private static List<Dependency> used() throws Exception {
        return all().stream().filter(dependency -> !dependency.managed()).toList();
    }

    private static Set<String> artifacts(List<Dependency> dependencies) {
        Set<String> found = new TreeSet<>();
        dependencies.forEach(dependency -> found.add(dependency.artifact()));
        return found;
    }

    private static List<Dependency> all() throws Exception {
        List<Dependency> found = new java.util.ArrayList<>();
        List<Path> poms;
        try (Stream<Path> files = Files.find(ROOT, 3, (file, facts) -> file.endsWith("pom.xml"))) {
            poms = files.filter(file -> !file.toString().contains("target")).toList();
        }
        assertThat(poms).hasSizeGreaterThan(5);
        for (Path pom : poms) {
            String module = ROOT.relativize(pom.getParent()).toString();
            Element project = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getDocumentElement();
            for (String tag : List.of("dependency", "artifactItem", "path")) {
                NodeList elements = project.getElementsByTagName(tag);
                for (int at = 0; at < elements.getLength(); at++) {
                    dependency(module, tag, (Element) elements.item(at), found);
                }
            }
        }
        return found;
    }

    private static void dependency(String module, String tag, Element element, List<Dependency> found) {
        if (!text(element, "groupId").equals("io.gatehouse")) {
            boolean test = tag.equals("path") || text(element, "scope").equals("test");
            boolean managed =
                    element.getParentNode().getParentNode().getNodeName().equals("dependencyManagement");
            found.add(new Dependency(module, text(element, "artifactId"), test, managed));
        }
    }

    private static String text(Element parent, String tag) {
        NodeList elements = parent.getElementsByTagName(tag);
        return elements.getLength() == 0
                ? ""
                : elements.item(0).getTextContent().strip();
    }
}
