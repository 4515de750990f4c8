"""The annual check 年度核对: started over some compounds, walked door by door, summed up, signed by the head."""
