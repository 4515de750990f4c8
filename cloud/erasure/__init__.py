"""Erasure orders: what an order reaches, how it is carried out, what stays noted of it, and the operator's commands."""
