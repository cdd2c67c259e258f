//! Does dryscale stand what a hostile or unlucky world does to it? Whatever it is given to read, wherever it is told to
//! write, whenever it is stopped: a clear error that names the place, and no half-written result.

mod documents;
mod input;
mod interrupt;
mod mutation;
mod output;
mod workshop;
