//! In which order the parts of an expression belong together: reads the text into steps for a stack.

use super::function::{Called, Filling, Operator, check_count, unknown};
use super::lexeme::{Lexeme, lexemes};
use super::{Expression, ExpressionProblem, LONGEST, Op, Step, is_id};
use std::ops::Range;

/// Brackets, signs and powers within each other.
const DEEPEST: usize = 64;

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Expression, ExpressionProblem> {
    let length = text.chars().count();
    if length > LONGEST {
        return Err(ExpressionProblem::new(0..0, format!("has {length} characters; AWS accepts 1 to {LONGEST}")));
    }
    let lexemes = lexemes(text)?;
    let mut reader = Reader { lexemes, next: 0, depth: 0, ids: Vec::new(), steps: Vec::new() };
    reader.operation(0)?;
    match reader.peek() {
        Lexeme::End => Ok(Expression { ids: reader.ids, steps: reader.steps, length: text.len() }),
        _ => Err(reader.unexpected("an operator")),
    }
}

struct Reader<'a> {
    lexemes: Vec<(Lexeme<'a>, Range<usize>)>,
    next: usize,
    depth: usize,
    ids: Vec<(String, Range<usize>)>,
    steps: Vec<Step>,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Lexeme<'a> {
        self.lexemes[self.next].0
    }

    fn place(&self) -> Range<usize> {
        self.lexemes[self.next].1.clone()
    }

    fn take(&mut self) -> Range<usize> {
        let place = self.place();
        self.next = (self.next + 1).min(self.lexemes.len() - 1);
        place
    }

    /// Takes the sign if it comes next.
    fn accept(&mut self, sign: &str) -> Option<Range<usize>> {
        let next = matches!(self.peek(), Lexeme::Sign(next) if next == sign);
        next.then(|| self.take())
    }

    fn push(&mut self, at: Range<usize>, op: Op) {
        self.steps.push(Step { at, op });
    }

    fn unexpected(&self, wanted: &str) -> ExpressionProblem {
        let message = match self.peek() {
            Lexeme::End => format!("{wanted} is missing"),
            Lexeme::Word(word @ ("and" | "or")) => format!("logical operators are capitals: {}", word.to_uppercase()),
            _ => format!("stands where {wanted} was wanted"),
        };
        ExpressionProblem::new(self.place(), message)
    }

    /// One more pair of brackets, sign or power, unless there are too many.
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ExpressionProblem>,
    ) -> Result<T, ExpressionProblem> {
        if self.depth == DEEPEST {
            let message = format!("lies deeper than {DEEPEST} brackets, signs and powers within each other");
            return Err(ExpressionProblem::new(self.place(), message));
        }
        self.depth += 1;
        let answer = read(self);
        self.depth -= 1;
        answer
    }

    /// Operands and the operators between them that bind closer than `rank`.
    ///
    /// Assumes: `2^3^2` is 2^(3^2); AWS's page does not say.
    fn operation(&mut self, rank: u32) -> Result<(), ExpressionProblem> {
        self.operand()?;
        let mut compared = false;
        while let Some(operator) = self.operator().filter(|operator| operator.rank() > rank) {
            if operator.is_comparison() && compared {
                let message = "compares a comparison; write `a < b AND b < c`";
                return Err(ExpressionProblem::new(self.place(), message));
            }
            compared = operator.is_comparison();
            let at = self.take();
            if operator == Operator::Power {
                self.deeper(|reader| reader.operation(operator.rank() - 1))?;
            } else {
                self.operation(operator.rank())?;
            }
            self.push(at, Op::Binary(operator));
        }
        Ok(())
    }

    fn operator(&self) -> Option<Operator> {
        match self.peek() {
            Lexeme::Sign(sign) => Operator::written(sign),
            Lexeme::Word(word) => Operator::written(word),
            _ => None,
        }
    }

    /// A number, an id, a call, a bracket, an array, or the negative of one.
    ///
    /// Assumes: a sign binds closer than a power, so that `-2^2` is 4; AWS's page does not say.
    fn operand(&mut self) -> Result<(), ExpressionProblem> {
        match self.peek() {
            Lexeme::Number(value) => {
                let at = self.take();
                self.push(at, Op::Number(value));
                Ok(())
            }
            Lexeme::Word(word)
                if self.lexemes.get(self.next + 1).is_some_and(|(next, _)| *next == Lexeme::Sign("(")) =>
            {
                self.deeper(|reader| reader.call(word))
            }
            Lexeme::Word(word) if is_id(word) => {
                let at = self.take();
                let place = self.id(word, &at);
                self.push(at, Op::Id(place));
                Ok(())
            }
            Lexeme::Word(word) => Err(self.capital(word)),
            Lexeme::Sign("-") => {
                let at = self.take();
                self.deeper(Self::operand)?;
                self.push(at, Op::Negate);
                Ok(())
            }
            Lexeme::Sign("(") => self.deeper(|reader| {
                reader.take();
                reader.operation(0)?;
                reader.close(")")
            }),
            Lexeme::Sign("[") => self.deeper(Self::array),
            _ => Err(self.unexpected("a number, an id or a function")),
        }
    }

    fn id(&mut self, word: &str, at: &Range<usize>) -> usize {
        self.ids.iter().position(|(id, _)| id == word).unwrap_or_else(|| {
            self.ids.push((word.to_owned(), at.clone()));
            self.ids.len() - 1
        })
    }

    fn close(&mut self, bracket: &str) -> Result<(), ExpressionProblem> {
        match self.accept(bracket) {
            Some(_) => Ok(()),
            None => Err(self.unexpected(&format!("`{bracket}`"))),
        }
    }

    /// A word in capitals that is not called.
    fn capital(&self, word: &str) -> ExpressionProblem {
        let message = match word {
            "AND" | "OR" => "has nothing before it".to_owned(),
            "REPEAT" | "LINEAR" => format!("belongs into FILL: FILL(m1, {word})"),
            "SELECT" => "Metrics Insights queries are not modelled".to_owned(),
            _ if Called::named(word).is_some() => format!("is a function; write {word}(…)"),
            _ if word.len() > 255 => "is longer than an id may be: 255 characters".to_owned(),
            _ => "is no id: ids begin with a lower-case letter".to_owned(),
        };
        ExpressionProblem::new(self.place(), message)
    }

    /// `[a, b]`
    fn array(&mut self) -> Result<(), ExpressionProblem> {
        let start = self.take().start;
        let count = self.operands("]")?;
        let at = start..self.lexemes[self.next - 1].1.end;
        if count == 0 {
            return Err(ExpressionProblem::new(at, "is an array of nothing; write [m1, m2]"));
        }
        self.push(at, Op::Array(count));
        Ok(())
    }

    /// Operands with commas between them, up to the closing bracket.
    fn operands(&mut self, bracket: &str) -> Result<usize, ExpressionProblem> {
        if self.accept(bracket).is_some() {
            return Ok(0);
        }
        let mut count = 0;
        loop {
            self.operation(0)?;
            count += 1;
            if self.accept(",").is_none() {
                break;
            }
        }
        match self.accept(bracket) {
            Some(_) => Ok(count),
            None => Err(self.unexpected(&format!("`,` or `{bracket}`"))),
        }
    }

    fn call(&mut self, name: &str) -> Result<(), ExpressionProblem> {
        let word = self.take();
        let called = Called::named(name).ok_or_else(|| unknown(name, word.clone()))?;
        self.take();
        let op = match called {
            Called::Metrics => self.metrics()?,
            Called::Period => self.period()?,
            Called::Fill => self.fill()?,
            Called::Plain(function) => {
                let count = self.operands(")")?;
                let at = word.start..self.lexemes[self.next - 1].1.end;
                check_count(name, function, count).map_err(|message| ExpressionProblem::new(at, message))?;
                Op::Call(function, count)
            }
        };
        let at = word.start..self.lexemes[self.next - 1].1.end;
        self.push(at, op);
        Ok(())
    }

    /// What follows `METRICS(`.
    fn metrics(&mut self) -> Result<Op, ExpressionProblem> {
        let part = match self.peek() {
            Lexeme::Text(text) => {
                self.take();
                Some(text.to_owned())
            }
            Lexeme::Sign(")") => None,
            _ => return Err(self.unexpected("nothing or a text in double quotes")),
        };
        self.close(")")?;
        Ok(Op::Metrics(part))
    }

    /// What follows `PERIOD(`.
    fn period(&mut self) -> Result<Op, ExpressionProblem> {
        let Lexeme::Word(word) = self.peek() else { return Err(self.unexpected("the id of a metric")) };
        if !is_id(word) {
            return Err(self.unexpected("the id of a metric"));
        }
        let at = self.take();
        let place = self.id(word, &at);
        self.close(")")?;
        Ok(Op::Period(place))
    }

    /// What follows `FILL(`.
    fn fill(&mut self) -> Result<Op, ExpressionProblem> {
        self.operation(0)?;
        if self.accept(",").is_none() {
            return Err(self.unexpected("`,` and a number, REPEAT or LINEAR"));
        }
        let filling = match self.peek() {
            Lexeme::Word("REPEAT") => Filling::Repeat,
            Lexeme::Word("LINEAR") => Filling::Linear,
            Lexeme::Word(word @ ("repeat" | "linear" | "Repeat" | "Linear")) => {
                let message = format!("is written in capitals: {}", word.to_uppercase());
                return Err(ExpressionProblem::new(self.place(), message));
            }
            _ => Filling::Value,
        };
        if filling == Filling::Value {
            self.operation(0)?;
        } else {
            self.take();
        }
        self.close(")")?;
        Ok(Op::Fill(filling))
    }
}
