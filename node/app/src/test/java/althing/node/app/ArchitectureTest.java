package althing.node.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The arrows of DESIGN §1, and what code outside {@code node} must keep its hands off. */
class ArchitectureTest {

  private static final JavaClasses ALTHING =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("althing");

  private static final Class<?> MAP = LinkedHashMap.class;
  private static final Float LOAD_FACTOR = 0.75f;

  /** Packages outside {@code althing.node}: they are functions of what they are given. */
  private static final DescribedPredicate<JavaClass> PURE =
      resideInAPackage("althing..")
          .and(not(resideInAPackage("althing.node..")))
          .as("outside althing.node");

  @Test
  void everything_is_looked_at() {
    assertThat(ALTHING.stream().map(JavaClass::getPackageName))
        .contains("althing.ledger.types", "althing.consensus", "althing.node.core");
  }

  @Test
  void ledger_depends_on_nothing_of_ours() {
    mayUse("althing.ledger..");
  }

  @Test
  void consensus_depends_on_nothing_of_ours() {
    mayUse("althing.consensus..");
  }

  @Test
  void genesis_depends_on_ledger_and_the_parts_whose_parameters_it_holds() {
    mayUse("althing.genesis..", "althing.ledger..", "althing.governance..");
  }

  @Test
  void governance_depends_on_ledger_only() {
    mayUse("althing.governance..", "althing.ledger..");
  }

  @Test
  void store_depends_on_ledger_only() {
    mayUse("althing.node.store..", "althing.ledger..");
  }

  @Test
  void core_composes_ledger_consensus_genesis_and_network() {
    mayUse(
        "althing.node.core..",
        "althing.ledger..",
        "althing.consensus..",
        "althing.genesis..",
        "althing.node.network..");
  }

  @Test
  void network_depends_on_ledger_only() {
    mayUse("althing.node.network..", "althing.ledger..");
  }

  @Test
  void raft_depends_on_core_and_consensus() {
    mayUse("althing.node.raft..", "althing.node.core..", "althing.consensus..");
  }

  @Test
  void nobody_but_raft_sees_ratis() {
    noClasses()
        .that(resideInAPackage("althing..").and(not(resideInAPackage("althing.node.raft.."))))
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.ratis.."))
        .check(ALTHING);
  }

  @Test
  void rpc_sees_the_node_through_core() {
    mayUse("althing.node.rpc..", "althing.ledger..", "althing.node.core..");
  }

  @Test
  void parts_do_not_go_round_in_circles() {
    SlicesRuleDefinition.slices()
        .matching("althing.(*)..")
        .should()
        .beFreeOfCycles()
        .check(ALTHING);
    SlicesRuleDefinition.slices()
        .matching("althing.node.(*)..")
        .should()
        .beFreeOfCycles()
        .check(ALTHING);
  }

  @Test
  void nothing_outside_node_reads_a_clock() {
    nothingPureCalls("reads a clock", ArchitectureTest::readsClock);
  }

  @Test
  void nothing_outside_node_draws_randomness() {
    noClasses()
        .that(PURE)
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.util.random..")
                .or(
                    named(
                        "java.util.Random",
                        "java.util.SplittableRandom",
                        "java.util.concurrent.ThreadLocalRandom",
                        "java.security.SecureRandom")))
        .check(ALTHING);
    nothingPureCalls(
        "draws randomness",
        access ->
            isCall(access, "java.lang.Math", "random")
                || isCall(access, "java.util.UUID", "randomUUID")
                || isCall(access, "java.util.Collections", "shuffle"));
  }

  @Test
  void nothing_outside_node_opens_sockets_or_files() {
    noClasses()
        .that(PURE)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                    "java.net..", "java.nio.channels..", "java.nio.file..", "javax.net..")
                .and(not(named("java.net.URI")))
                .or(
                    named(
                        "java.io.File",
                        "java.io.FileInputStream",
                        "java.io.FileOutputStream",
                        "java.io.FileReader",
                        "java.io.FileWriter",
                        "java.io.RandomAccessFile")))
        .check(ALTHING);
  }

  @Test
  void nothing_outside_node_starts_threads() {
    noClasses()
        .that(PURE)
        .should()
        .dependOnClassesThat(
            named(
                "java.lang.Thread",
                "java.util.Timer",
                "java.util.concurrent.Executors",
                "java.util.concurrent.ForkJoinPool",
                "java.util.concurrent.ThreadPoolExecutor",
                "java.util.concurrent.CompletableFuture"))
        .check(ALTHING);
    nothingPureCalls(
        "starts threads",
        access -> Set.of("parallel", "parallelStream").contains(access.getTarget().getName()));
  }

  @Test
  void nothing_outside_node_depends_on_the_locale_zone_or_charset_of_the_machine() {
    nothingPureCalls(
        "asks the machine for its habits",
        access ->
            isCall(access, "java.util.Locale", "getDefault")
                || isCall(access, "java.util.TimeZone", "getDefault")
                || isCall(access, "java.nio.charset.Charset", "defaultCharset")
                || isCall(access, "java.time.ZoneId", "systemDefault"));
  }

  /**
   * Integers only: not one floating-point instruction, constant, field or parameter. The load
   * factor that an access-ordered {@link LinkedHashMap} must be handed is no computation.
   */
  @Test
  void ledger_and_governance_compute_with_integers_only() {
    var found = new ArrayList<String>();
    for (JavaClass each : ALTHING) {
      if (each.getPackageName().startsWith("althing.ledger")
          || each.getPackageName().startsWith("althing.governance")) {
        found.addAll(floatingPoint(each));
      }
    }
    assertThat(found).isEmpty();
  }

  private static void mayUse(String part, String... others) {
    var allowed = new ArrayList<>(List.of(others));
    allowed.add(part);
    classes()
        .that()
        .resideInAPackage(part)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("althing.."))
                .or(resideInAnyPackage(allowed.toArray(String[]::new))))
        .allowEmptyShould(true)
        .check(ALTHING);
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> set = Set.of(names);
    return DescribedPredicate.describe(
        "are one of " + set, type -> set.contains(type.getFullName()));
  }

  private static boolean readsClock(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String method = access.getTarget().getName();
    return isCall(access, "java.lang.System", "currentTimeMillis")
        || isCall(access, "java.lang.System", "nanoTime")
        || owner.equals("java.time.Clock")
        || owner.startsWith("java.time.") && method.equals("now")
        || owner.equals("java.util.Date") && method.equals("<init>");
  }

  private static boolean isCall(JavaAccess<?> access, String owner, String method) {
    return access.getTargetOwner().getFullName().equals(owner)
        && access.getTarget().getName().equals(method);
  }

  private static void nothingPureCalls(
      String what, java.util.function.Predicate<JavaAccess<?>> forbidden) {
    var found =
        ALTHING.stream()
            .filter(PURE)
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(forbidden)
            .map(access -> what + ": " + access.getDescription())
            .toList();
    assertThat(found).isEmpty();
  }

  private static List<String> floatingPoint(JavaClass type) {
    ClassModel model = parse(type);
    var found = new ArrayList<String>();
    model.fields().stream()
        .filter(field -> isFloating(field.fieldType().stringValue()))
        .forEach(field -> found.add(type.getName() + "." + field.fieldName().stringValue()));
    boolean isMap = type.getRawSuperclass().filter(map -> map.isEquivalentTo(MAP)).isPresent();
    for (MethodModel method : model.methods()) {
      if (isMap && method.methodName().equalsString("<init>")) {
        continue;
      }
      String name = type.getName() + "." + method.methodName().stringValue();
      if (method.methodTypeSymbol().parameterList().stream()
              .anyMatch(parameter -> isFloating(parameter.descriptorString()))
          || isFloating(method.methodTypeSymbol().returnType().descriptorString())) {
        found.add(name);
      }
      for (CodeElement element : method.code().map(CodeModel::elementList).orElse(List.of())) {
        if (isFloating(element)) {
          found.add(name + ": " + element);
        }
      }
    }
    return found;
  }

  private static boolean isFloating(CodeElement element) {
    return switch (element) {
      case LoadInstruction load -> isFloating(load.typeKind());
      case StoreInstruction store -> isFloating(store.typeKind());
      case ConstantInstruction constant ->
          isFloating(constant.typeKind()) && !constant.constantValue().equals(LOAD_FACTOR);
      case OperatorInstruction operator -> isFloating(operator.typeKind());
      case ConvertInstruction convert ->
          isFloating(convert.fromType()) || isFloating(convert.toType());
      case ReturnInstruction back -> isFloating(back.typeKind());
      default -> false;
    };
  }

  private static boolean isFloating(TypeKind kind) {
    return kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE;
  }

  private static boolean isFloating(String descriptor) {
    return descriptor.endsWith("F") && descriptor.matches("\\[*F")
        || descriptor.endsWith("D") && descriptor.matches("\\[*D");
  }

  private static ClassModel parse(JavaClass type) {
    var source = type.getSource().orElseThrow();
    try (var in = source.getUri().toURL().openStream()) {
      return ClassFile.of().parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
