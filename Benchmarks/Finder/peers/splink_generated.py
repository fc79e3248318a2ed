"""Generated rolls with Splink, tuned: splink_generated.py A.csv B.csv OUT.csv. Linked are pairs of at least 0.5.

Levels for aliases, middle names, swapped names and double surnames, term frequencies, and 21 blocking rules. The model
is ours and not its authors'; somebody who knows Splink better may do better with it.
"""
import logging, sys, warnings
warnings.filterwarnings("ignore")
import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

logging.getLogger("splink").setLevel(logging.ERROR)
a_file, b_file, out = sys.argv[1:]
connection = duckdb.connect()
connection.execute("SET threads=2")
small = ["first_name", "middle_name", "surname", "known_as", "house", "street", "school"]
plain = ["dob", "sex", "town", "postcode"]
columns = ", ".join([f"nullif(lower({c}), '') {c}" for c in small] + [f"nullif({c}, '') {c}" for c in plain])
for name, path in (("a", a_file), ("b", b_file)):
    connection.execute(f"create table t{name} as select rec_id as unique_id, {columns} "
                       f"from read_csv('{path}', header=true, all_varchar=true)")
api = DuckDBAPI(connection)
tables = [api.register(connection.table(f"t{n}"), dataset_display_name=n) for n in "ab"]


def level(sql, label):
    return cll.CustomLevel(sql, label)


def either(one, other, glue):
    return f"{one}_l = {other}_r {glue} {other}_l = {one}_r"


def name(column, extra):
    similar = [level(f"jaro_winkler_similarity({column}_l, {column}_r) >= {t}", f"sim {t}") for t in (0.92, 0.86, 0.7)]
    return cl.CustomComparison(output_column_name=column, comparison_levels=[
        cll.NullLevel(column), cll.ExactMatchLevel(column, term_frequency_adjustments=True),
        level(either("first_name", "surname", "and"), "swapped"), *extra[:1], *similar, *extra[1:], cll.ElseLevel()])


first = "split_part(first_name_{0}, ' ', 1)"
parts = "string_split(replace(surname_{0}, '-', ' '), ' ')"
given = name("first_name", [
    level(" or ".join([either("first_name", "known_as", "or"), either("first_name", "middle_name", "or"),
                       f"{first.format('l')} = {first.format('r')}"]), "alias, middle or fused"),
    level("substr(first_name_l, 1, 1) = substr(first_name_r, 1, 1)", "initial")])
family = name("surname", [
    level(f"len(list_intersect({parts.format('l')}, {parts.format('r')})) > 0", "part of a double surname")])
middle = cl.CustomComparison(output_column_name="middle_name", comparison_levels=[
    cll.NullLevel("middle_name"), cll.ExactMatchLevel("middle_name"), cll.JaroWinklerLevel("middle_name", 0.88),
    cll.ElseLevel()])
birth = cl.CustomComparison(output_column_name="dob", comparison_levels=[
    cll.NullLevel("dob"), cll.ExactMatchLevel("dob"),
    level("substr(dob_l,1,4) = substr(dob_r,1,4) and substr(dob_l,6,2) = substr(dob_r,9,2) "
          "and substr(dob_l,9,2) = substr(dob_r,6,2)", "day and month swapped"),
    level("substr(dob_l,6) = substr(dob_r,6) and abs(cast(substr(dob_l,1,4) as int) - "
          "cast(substr(dob_r,1,4) as int)) <= 4", "years apart"),
    level("substr(dob_l,1,7) = substr(dob_r,1,7)", "same month"),
    level("substr(dob_l,1,4) = substr(dob_r,1,4) and (substr(dob_l,9) = substr(dob_r,9) "
          "or substr(dob_l,6) = '01-01' or substr(dob_r,6) = '01-01')", "same year and day, or 1 January"),
    cll.ElseLevel()])
outcode = "split_part(postcode_{0}, ' ', 1)"
home = cl.CustomComparison(output_column_name="addr", comparison_levels=[
    level("postcode_l is null or postcode_r is null", "null").configure(is_null_level=True),
    level("postcode_l = postcode_r and house_l = house_r", "postcode and house"),
    level("postcode_l = postcode_r", "postcode"),
    level("house_l = house_r and jaro_winkler_similarity(street_l, street_r) > 0.9", "house and street"),
    level(f"{outcode.format('l')} = {outcode.format('r')}", "outcode"), cll.ElseLevel()])
rules = [
    block_on("dob", "surname"), block_on("dob", "first_name"), block_on("dob", "postcode"),
    block_on("dob", "substr(first_name,1,3)"), block_on("dob", "substr(surname,1,3)"),
    block_on("postcode", "first_name"), block_on("postcode", "surname"),
    block_on("first_name", "surname", "substr(dob,6,5)"), block_on("first_name", "surname", "substr(dob,1,4)"),
    "l.dob = r.dob and l.first_name = r.surname", block_on("postcode", "house"),
    block_on("first_name", "surname", "school"), block_on("first_name", "middle_name", "surname"),
    block_on("first_name", "surname", "split_part(postcode,' ',1)"), "l.dob = r.dob and l.surname = r.first_name",
    "l.dob = r.dob and l.middle_name = r.first_name", "l.dob = r.dob and l.first_name = r.middle_name",
    block_on("dob", "school"), block_on("dob", "sex", "substr(first_name,1,1)", "substr(surname,1,1)"),
    block_on("substr(dob,6,5)", "surname", "postcode"), block_on("postcode", "school", "substr(first_name,1,2)")]
linker = Linker(tables, SettingsCreator(
    link_type="link_only",
    comparisons=[given, family, middle, birth, cl.ExactMatch("sex"), home,
                 cl.JaroWinklerAtThresholds("school", [0.95, 0.88])],
    blocking_rules_to_generate_predictions=rules, retain_matching_columns=False,
    retain_intermediate_calculation_columns=False, max_iterations=15))
training = linker.training
training.estimate_probability_two_random_records_match([block_on("first_name", "surname", "dob")], recall=0.6)
training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
for rule in (block_on("dob", "first_name"), block_on("first_name", "surname", "postcode"), block_on("dob", "surname")):
    training.estimate_parameters_using_expectation_maximisation(rule)
found = linker.inference.predict(threshold_match_weight=-8).physical_name
connection.execute(f"""copy (
    select case when unique_id_l like 'A%' then unique_id_l else unique_id_r end a_row,
           case when unique_id_l like 'A%' then unique_id_r else unique_id_l end b_row,
           match_weight score, (match_weight >= 0)::int linked from {found}) to '{out}' (header)""")
