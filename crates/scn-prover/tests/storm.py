"""Computes with Storm how likely each ending of some Markov chains is.

Standard input: models in the language of PRISM, separated by lines of `%%`. Each ending is a label.
Standard output: a line for each label of each model: the number of the model, the label, its
probability.
"""

import sys
import tempfile

import stormpy

# With bounds on the error: 1e-6 of a probability.
environment = stormpy.environments.sound()

for number, text in enumerate(sys.stdin.read().split("%%\n")):
    with tempfile.NamedTemporaryFile("w", suffix=".prism") as file:
        file.write(text)
        file.flush()
        program = stormpy.parse_prism_program(file.name)
    labels = [label.name for label in program.labels]
    formulas = ";".join(f'P=? [F "{label}"]' for label in labels)
    properties = stormpy.parse_properties(formulas, program)
    model = stormpy.build_model(program, properties)
    start = model.initial_states[0]
    for label, one in zip(labels, properties):
        result = stormpy.model_checking(model, one, environment=environment)
        print(number, label, repr(float(result.get_value(start))))
